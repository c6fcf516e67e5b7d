import 'media-chrome/media-control-bar'
import 'media-chrome/media-controller'
import 'media-chrome/media-fullscreen-button'
import 'media-chrome/media-loading-indicator'
import 'media-chrome/media-mute-button'
import 'media-chrome/media-pip-button'
import 'media-chrome/media-play-button'
import 'media-chrome/media-time-display'
import 'media-chrome/media-time-range'
import 'media-chrome/media-volume-range'
import 'media-chrome/media-preview-thumbnail'
import type { DetailedHTMLProps, HTMLAttributes } from 'react'

type CustomElement = DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement>

/** The elements of media-chrome that the player is made of, as JSX knows them. */
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'media-controller': CustomElement & { nohotkeys?: boolean; autohide?: string }
      'media-control-bar': CustomElement
      'media-fullscreen-button': CustomElement
      'media-loading-indicator': CustomElement & { noautohide?: boolean }
      'media-mute-button': CustomElement
      'media-pip-button': CustomElement
      'media-play-button': CustomElement
      'media-time-display': CustomElement & { showduration?: boolean; notoggle?: boolean }
      'media-time-range': CustomElement
      'media-volume-range': CustomElement
    }
  }
}
