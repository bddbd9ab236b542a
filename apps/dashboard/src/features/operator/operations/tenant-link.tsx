import { Link } from '@tanstack/react-router'
import { linkLook } from '../../../ui/link.tsx'

/** The name of a workspace, leading to its page; a dash for what concerns the platform. */
export const TenantLink = ({ id, name }: { id: string | null; name: string | null }) =>
  id === null ? (
    <span className="text-faint">–</span>
  ) : (
    <Link to="/operator/tenants/$workspaceId" params={{ workspaceId: id }} className={linkLook}>
      {name ?? id}
    </Link>
  )
