import StageModel

/// The token that opens a buyer's order: its identifier and an authentication code, so nothing secret is stored.
struct OrderLinks: Sendable {
    let key: SecretKey

    private static let tagBytes = 15

    func token(for order: OrderID) -> String {
        "\(order).\(Crockford.encode(key.tag(order.text.utf8, length: Self.tagBytes)))"
    }

    /// The page of the buyer; the token stands behind the # and never reaches a server's log.
    func path(for order: OrderID) -> String { "/tickets#\(token(for: order))" }

    /// The order a token opens; nil for any other text.
    func order(in token: String) -> OrderID? {
        guard token.utf8.count <= 200 else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let order = OrderID(parts[0]), let tag = Crockford.decode(parts[1]),
            key.verifies(tag, length: Self.tagBytes, of: order.text.utf8)
        else { return nil }
        return order
    }
}
