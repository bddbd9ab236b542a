import { speak } from './lib/speak.ts'
import './app/styles.css'

const start = async () => {
  await speak()
  const { mount } = await import('./app/mount.tsx')
  mount()
}

void start()
