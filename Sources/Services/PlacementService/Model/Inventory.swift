import CloudCore

/// How much of one resource class a provider has, and in which pieces it is given.
struct Inventory: Sendable, Codable, Hashable {
    /// `provider/class`.
    var id: String
    var resourceProviderUUID: String
    var resourceClass: String
    var total: Int64
    var reserved: Int64
    var minUnit: Int64
    var maxUnit: Int64
    var stepSize: Int64
    var allocationRatio: Double
    var createdAt: Timestamp
    var updatedAt: Timestamp

    static func id(_ provider: String, _ resourceClass: String) -> String { "\(provider)/\(resourceClass)" }
}

extension Inventory {
    /// Units that may be in use at once.
    var capacity: Double { Double(total - reserved) * allocationRatio }

    /// The capacity as the API writes it: whole units.
    var wholeCapacity: Int64 { Int64(exactly: capacity.rounded(.towardZero)) ?? (capacity < 0 ? .min : .max) }

    /// Whether one claim may be that large.
    func allowsPiece(of amount: Int64) -> Bool { amount >= minUnit && amount <= maxUnit && amount % stepSize == 0 }

    /// Whether `amount` more fits beside `used`.
    func hasRoom(for amount: Int64, beside used: Int64) -> Bool {
        allowsPiece(of: amount) && Double(used) + Double(amount) <= capacity
    }
}
