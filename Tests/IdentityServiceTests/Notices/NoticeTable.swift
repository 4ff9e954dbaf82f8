import FoundationEssentials

/// `Tests/Contract/identity/notifications.tsv`: what each write tells others.
struct NoticeTable: Sendable {
    struct Unreadable: Error {}

    /// Event types by operation, or by method and path of a request.
    let events: [String: [String]]

    init(file: String = #filePath) throws {
        let root = file.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        guard let bytes = FileManager.default.contents(atPath: root + "/Tests/Contract/identity/notifications.tsv")
        else { throw Unreadable() }
        var events: [String: [String]] = [:]
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
        for line in lines.dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3, events[fields[0]] == nil else { throw Unreadable() }
            events[fields[0]] =
                fields[1] == "-" ? [] : fields[1].replacing(", ", with: ",").split(separator: ",").map(String.init)
        }
        self.events = events
    }

    /// Those that tell something.
    var telling: Set<String> { Set(events.filter { !$0.value.isEmpty }.keys) }
}
