export function createTokenSource(options?: TokenSourceOptions): TokenSource;
export class TokenSource extends EventTarget {
    /** @param {TokenSourceOptions} [options] */
    constructor(options?: TokenSourceOptions);
    /** @returns {TokenState} */
    get state(): TokenState;
    /**
     * For `Spotify.Player`. Calls back once, with a token, however long that takes; never with an empty one, which the
     * SDK would answer with further calls. Within 50 s `state` says why there is none. Where a login is needed, the
     * callback is kept for one that may happen in another tab.
     * @param {(accessToken: string) => void} callback
     */
    getOAuthToken: (callback: (accessToken: string) => void) => void;
    /**
     * Spotify refused a token: the next request asks for a newer one.
     * @param {number} [version] of the refused token; without it, the one the SDK was given last
     */
    rejected(version?: number): void;
    /**
     * For the page's own calls of the Web API. Asks the server only when the known token is about to end.
     * @param {{recheck?: boolean}} [how] recheck: ask all the same
     * @returns {Promise<Token|null>} null while there is none; `state` says why
     */
    current({ recheck }?: {
        recheck?: boolean;
    }): Promise<Token | null>;
    /**
     * Ends the session, for all tabs; with `userToken` the user's grant, on all his devices.
     * @returns {Promise<boolean>} whether its end is stored; if not, try again
     */
    logout(): Promise<boolean>;
    /**
     * Asks and hears nothing from now on, and changes no more: for a page that stays when its player goes. Whoever waits for
     * a token gets none. The session goes on.
     */
    close(): void;
    #private;
}
export type Token = {
    accessToken: string;
    version: number;
};
export type Happening = {
    /**
     * handed: a token was given to the SDK, or is the page's first;
     * renewed: a new version was seen; failed: an answer gave no token; waiting: the next try was set
     */
    kind: "handed" | "renewed" | "failed" | "waiting";
    at: Date;
    /**
     * handed, renewed
     */
    version?: number | undefined;
    /**
     * failed, waiting
     */
    error?: string | undefined;
};
/**
 * `name` tells which of the optional parts are there; those of the last token stay.
 */
export type TokenState = {
    name: "idle" | "renewing" | "connected" | "waiting" | "login" | "link" | "operator" | "ended";
    /**
     * the last hour, oldest first, at most 240
     */
    history: readonly Happening[];
    /**
     * of the last token
     */
    version?: number | undefined;
    /**
     * seconds it had to live when it came
     */
    expiresIn?: number | undefined;
    /**
     * when it came, by the monotonic clock
     */
    obtainedAt?: number | undefined;
    /**
     * when it came, by the computer's clock
     */
    obtainedOn?: Date | undefined;
    scope?: string | undefined;
    reauthorizeBy?: string | undefined;
    /**
     * waiting, login, link, operator: the contract's code, or network, unreadable_answer, redirected
     */
    error?: string | undefined;
    /**
     * waiting, operator: when it asks again
     */
    until?: Date | undefined;
    /**
     * login, link
     */
    reason?: "unknown" | "expired" | "revoked" | "no_session" | undefined;
    /**
     * login: where a click should lead; add the parameter `return_to` with a path to its query; none with `userToken`
     */
    loginUrl?: string | undefined;
};
export type TokenSourceOptions = {
    /**
     * the product's context root; by default that of this module's own address, if it is http(s)
     */
    baseUrl?: string | URL | undefined;
    /**
     * the value of the header Sostenuto-Client
     */
    client?: string | undefined;
    /**
     * `include` where the page is of another (allowed) origin
     */
    credentials?: RequestCredentials | undefined;
    /**
     * a token of your application's own user, whose grant it is then; asked
     * for with each call, again where the server refused one. No cookie is sent, and tabs share nothing
     */
    userToken?: (() => Promise<string>) | undefined;
    fetch?: typeof fetch | undefined;
    /**
     * a monotonic clock in milliseconds
     */
    now?: (() => number) | undefined;
    /**
     * the computer's clock in milliseconds
     */
    wall?: (() => number) | undefined;
    /**
     * from 0 to 1, spreads the retries of many pages
     */
    random?: (() => number) | undefined;
    /**
     * null: ask without waiting for other tabs
     */
    locks?: Pick<LockManager, "request"> | null | undefined;
    /**
     * null: neither tell other tabs nor hear them
     */
    channel?: BroadcastChannel | null | undefined;
};
