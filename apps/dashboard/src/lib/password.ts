/** As the server asks for it. */
export const shortestPassword = 10
