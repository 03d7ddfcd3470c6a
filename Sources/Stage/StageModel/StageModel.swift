// StageModel: the vocabulary that every feature shares.
//
// Purpose. Words that two rooms of the house must understand in the same way: typed identifiers, moments,
// money, roles, who is asking, what a refusal looks like, and the port of the one checkout. A type belongs here
// only when at least two features (or a feature and WebEdge) exchange it; everything else stays at home.
//
// Limits. No HTTP, no SQL statements, no clock of its own: time and randomness arrive as `BoxClock` and `Entropy`
// so that tests move them by hand. GRDB is imported only so that identifiers and moments can be bound to
// statements, and because a `Seller` works inside a transaction that Payments opened.
//
// Callers. Every module of Stage, Features and App.
