import FoundationEssentials

extension Decodable {
    /// Reads what a task was told.
    init(reading signal: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(signal.utf8))
    }
}
