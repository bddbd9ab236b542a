import { Moon, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { useBrand } from '../lib/brand.ts'
import { signUpIsOpen } from '../lib/site-access.ts'
import { chooseTheme, useTheme } from '../lib/theme.ts'
import { Brand } from './brand.tsx'
import { Button } from './button.tsx'
import { LanguageSwitch } from './language-switch.tsx'

export const siteWidth = 'mx-auto w-full max-w-[72rem] px-4 sm:px-8'

const navigation = [
  { href: '/pricing', label: 'Pricing' },
  { href: '/docs', label: 'API reference' },
] as const

const legalNames = { terms: 'Terms', privacy: 'Privacy', imprint: 'Imprint' } as const

/** Head and foot of the pages in front of the product. */
export function SiteFrame({ children }: { children: ReactNode }) {
  const { name } = useBrand()
  return (
    <div className="flex min-h-dvh flex-col bg-canvas">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-70 focus:rounded-lg focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-40 border-line border-b bg-canvas/85 backdrop-blur">
        <div className={`${siteWidth} flex h-15 items-center gap-1 sm:gap-2`}>
          <a href="/" aria-label={`${name} home`} className="mr-2 min-w-0 rounded-md sm:mr-6">
            <Brand />
          </a>
          <nav aria-label="Main" className="mr-auto hidden gap-1 sm:flex">
            {navigation.map(({ href, label }) => (
              <Button key={href} look="ghost" size="sm" asChild>
                <a href={href} aria-current={location.pathname === href ? 'page' : undefined}>
                  {label}
                </a>
              </Button>
            ))}
          </nav>
          <span className="ml-auto sm:ml-0" />
          <ThemeButton />
          <Button look="ghost" size="sm" asChild>
            <a href="/sign-in">Sign in</a>
          </Button>
          {signUpIsOpen && (
            <Button look="primary" size="sm" asChild className="max-[420px]:hidden">
              <a href="/sign-up">Create account</a>
            </Button>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <SiteFooter />
    </div>
  )
}

function ThemeButton() {
  const { shown } = useTheme()
  const next = shown === 'dark' ? 'light' : 'dark'
  return (
    <Button
      look="ghost"
      size="iconSm"
      aria-label={next === 'dark' ? 'Dark theme' : 'Light theme'}
      onClick={() => chooseTheme(next)}
    >
      {next === 'dark' ? <Moon /> : <Sun />}
    </Button>
  )
}

const footLink = 'rounded-sm text-soft hover:text-ink hover:underline'

function SiteFooter() {
  const { name, links, footer, legal, supportEmail } = useBrand()
  return (
    <footer className="border-line border-t">
      <div className={`${siteWidth} grid gap-6 py-10 text-[13px]`}>
        <nav aria-label="Footer" className="flex flex-wrap gap-x-6 gap-y-2">
          {[...navigation, { href: '/status', label: 'Status' }].map(({ href, label }) => (
            <a key={href} href={href} className={footLink}>
              {label}
            </a>
          ))}
          {links.map(({ label, url }) => (
            <a key={url} href={url} rel="noreferrer" className={footLink}>
              {label}
            </a>
          ))}
          {legal.map(({ kind }) => (
            <a key={kind} href={`/legal/${kind}`} className={footLink}>
              {legalNames[kind]}
            </a>
          ))}
          {supportEmail && (
            <a href={`mailto:${supportEmail}`} className={footLink}>
              {supportEmail}
            </a>
          )}
        </nav>
        <LanguageSwitch />
        <p className="text-faint">
          © {new Date().getFullYear()} {name}
          {footer && <span className="ml-3">{footer}</span>}
        </p>
      </div>
    </footer>
  )
}
