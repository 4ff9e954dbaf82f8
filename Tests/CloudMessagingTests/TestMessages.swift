import CloudCore
import CloudMessaging

/// Answered by its own text and who received it.
struct Ping: CallMessage {
    struct Reply: Codable, Sendable, Equatable {
        var text: String
        var by: String
    }

    static let name = "test.ping"
    var text: String
}

/// Numbered work that nobody answers.
struct Work: Message {
    static let name = "test.work"
    var number: Int
}

/// A call whose reply is a single text.
struct Who: CallMessage {
    typealias Reply = String?
    static let name = "test.who"
}

/// What receivers of a test noted.
final class Notes<Note: Sendable>: Sendable {
    private let notes = LockedValue<[Note]>([])

    var all: [Note] { notes.withLock { $0 } }
    func add(_ note: Note) { notes.withLock { $0.append(note) } }
}
