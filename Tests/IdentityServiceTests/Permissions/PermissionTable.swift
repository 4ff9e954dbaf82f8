import FoundationEssentials

/// `Tests/Contract/identity/permissions.tsv`: who may do what, an operation a line, a kind of caller a column.
struct PermissionTable: Sendable {
    struct Row: Sendable, CustomStringConvertible {
        var line: Int
        /// Method and path of the route.
        var operation: String
        /// The path that is asked, with `$variables`.
        var request: String
        var body: String
        /// What the administrator does first, so that there is something to ask for.
        var before: [String]
        /// What a list shows: of the caller's domain, and of another.
        var sees: [String]
        /// What is asked of Keystone's rules, by `scripts/identity-permissions`.
        var rule: String
        /// What comes of it, by kind of caller.
        var cells: [String]

        var method: String { String(operation.prefix { $0 != " " }) }
        var description: String { "line \(line): \(method) \(request)" }
    }

    struct Unreadable: Error {}

    let personas: [String]
    let rows: [Row]

    init() throws {
        var personas: [String] = []
        var rows: [Row] = []
        for (number, fields) in try Self.lines("permissions.tsv") {
            guard fields.count > 7 else { throw Unreadable() }
            let cells = Array(fields.dropFirst(7))
            if personas.isEmpty {
                personas = cells
            } else {
                guard cells.count == personas.count else { throw Unreadable() }
                rows.append(
                    Row(
                        line: number, operation: fields[0], request: fields[1], body: fields[2],
                        before: fields[3].split(separator: ";").map { $0.trimming(while: { $0 == " " }) },
                        sees: fields[4].split(separator: " ").map(String.init), rule: fields[5], cells: cells))
            }
        }
        self.personas = personas
        self.rows = rows
    }

    /// The steps that make the world, each with the name of what it makes.
    static func world() throws -> [(name: String, step: String)] {
        try lines("world.tsv").map { _, fields in
            guard fields.count == 2 else { throw Unreadable() }
            return (fields[0], fields[1])
        }
    }

    /// A table's lines that are no comments, with their numbers.
    private static func lines(_ name: String, file: String = #filePath) throws -> [(Int, [String])] {
        let root = file.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        guard let bytes = FileManager.default.contents(atPath: "\(root)/Tests/Contract/identity/\(name)") else {
            throw Unreadable()
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").enumerated()
            .filter { !$0.element.hasPrefix("#") }
            .map {
                ($0.offset + 1, $0.element.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
            }
    }
}

extension Substring {
    fileprivate func trimming(while isBlank: (Character) -> Bool) -> String {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
