import { speak } from './lib/speak.ts'
import './app/styles.css'

const start = async () => {
  await speak()
  const { mountSite } = await import('./app/mount-site.tsx')
  mountSite()
}

void start()
