-- A suspended workspace is blocked as one whose payment failed for good: its counter admits nothing more, in the
-- transaction of the suspension, whichever process a call comes to.
CREATE OR REPLACE FUNCTION subscription_blocked(s subscription, p_now timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT s.paused_at IS NOT NULL OR s.status = 'unpaid'
    OR (s.status = 'past_due' AND coalesce(s.grace_until < p_now, false))
    OR EXISTS (SELECT FROM workspace_suspension w WHERE w.workspace_id = s.workspace_id)
$$;
