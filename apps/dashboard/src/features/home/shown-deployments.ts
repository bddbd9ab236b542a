/** The page of deployments that everything on the home asks for, so that it is asked once. */
export const shownDeployments = { offset: 0, limit: 50 }
/** Of so many the calls are shown. */
export const mostLive = 5
