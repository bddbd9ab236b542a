export { currentAnnouncements } from './current.ts'
export {
  announce,
  announceInput,
  announcementIdInput,
  endAnnouncement,
  listAnnouncements,
} from './manage.ts'
