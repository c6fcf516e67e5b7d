import { Component, type ReactNode } from 'react'
import { ErrorState } from '../ui/notice.tsx'

/** What a page does not survive is shown in its place. React knows this only as a class. */
export class Failure extends Component<{ children: ReactNode; of: string }, { error: unknown; of: string }> {
  override state = { error: null as unknown, of: this.props.of }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  static getDerivedStateFromProps(props: { of: string }, state: { of: string }) {
    return props.of === state.of ? null : { error: null, of: props.of }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return <ErrorState error={this.state.error} retry={() => location.reload()} isPage />
  }
}
