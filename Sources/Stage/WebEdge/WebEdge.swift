// WebEdge: the one door between browsers and features.
//
// Purpose. Features declare routes; WebEdge decides who comes in and how much: host names against DNS rebinding, token
// buckets, sizes, time-outs, sessions and CSRF, idempotency keys, security headers; it serves files by range, tells
// screens what changed (server-sent events and WebSocket), and turns refusals into the error envelope. HTTP/1.1,
// HTTP/2 and WebSocket share a port.
//
// Limits. Every size, rate and time-out stands in `Limits`. No permessage-deflate (measured: nine times the memory)
// and no
// compression at run time; text files lie compressed beside their originals. No product words: what a role may do, the
// route says.
//
// Callers. Features declare `Route`s; StageboxApp builds one `Edge` and one `EdgeServer` for each port.
