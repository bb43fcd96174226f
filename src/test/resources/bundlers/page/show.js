/** The page's title becomes the token, or why there will be none. */
import { createTokenSource } from 'sostenuto-token-source';

export const show = () => {
  const baseUrl = new URLSearchParams(location.search).get('baseUrl') ?? undefined;
  try {
    createTokenSource({ baseUrl }).getOAuthToken((accessToken) => { document.title = accessToken; });
  } catch (error) {
    document.title = String(error);
  }
};
