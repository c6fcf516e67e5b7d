import { text } from '../../text/text.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { BlockedPeople } from '../blocks/blocked-people.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { useViewer } from '../users/viewer.ts'
import { DeleteAccount } from './delete-account.tsx'
import { PasswordForm } from './password-form.tsx'
import { PicturesForm } from './pictures-form.tsx'
import { ProfileForm } from './profile-form.tsx'
import { SessionList } from './session-list.tsx'
import styles from './settings.module.css'

export function SettingsPage() {
  const { viewer } = useViewer()
  return (
    <MembersOnly>
      <PageHead title={text.settings.title} />
      {viewer && (
        <div className={styles.page}>
          <ProfileForm viewer={viewer} />
          <PicturesForm viewer={viewer} />
          <PasswordForm />
          <SessionList />
          <BlockedPeople />
          <DeleteAccount />
        </div>
      )}
    </MembersOnly>
  )
}
