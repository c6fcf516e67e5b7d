import { accounts } from './accounts.ts'
import { frame } from './frame.ts'
import { library } from './library.ts'

import { settings } from './settings.ts'
import { upload } from './upload.ts'
import { videos } from './videos.ts'

export const en = { ...frame, ...accounts, ...videos, ...upload, ...library, ...settings }
