/** Version of the protocol between panel and host. The host reloads a panel that has another version. */
export const PROTOCOL = 5;
