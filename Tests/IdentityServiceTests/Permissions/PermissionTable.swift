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
        /// What comes of it, by kind of caller.
        var cells: [String]

        var method: String { String(operation.prefix { $0 != " " }) }
        var description: String { "line \(line): \(method) \(request)" }
    }

    struct Unreadable: Error {}

    let personas: [String]
    let rows: [Row]
    /// Operations without rows yet: lines `# later: METHOD /path`. Their rules stand in `rules.tsv` all the same.
    let later: Set<String>

    init(file: String = #filePath) throws {
        let root = file.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        guard let bytes = FileManager.default.contents(atPath: root + "/Tests/Contract/identity/permissions.tsv")
        else { throw Unreadable() }
        var personas: [String] = []
        var rows: [Row] = []
        var later: Set<String> = []
        let mark = "# later: "
        for (index, line) in String(decoding: bytes, as: UTF8.self).split(separator: "\n").enumerated() {
            if line.hasPrefix("#") {
                if line.hasPrefix(mark) { later.insert(String(line.dropFirst(mark.count))) }
                continue
            }
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 5 else { throw Unreadable() }
            let cells = Array(fields.dropFirst(5))
            if personas.isEmpty {
                personas = cells
            } else {
                guard cells.count == personas.count else { throw Unreadable() }
                rows.append(
                    Row(
                        line: index + 1, operation: fields[0], request: fields[1], body: fields[2],
                        before: fields[3].split(separator: ";").map { $0.trimming(while: { $0 == " " }) },
                        sees: fields[4].split(separator: " ").map(String.init), cells: cells))
            }
        }
        self.personas = personas
        self.rows = rows
        self.later = later
    }
}

extension Substring {
    fileprivate func trimming(while isBlank: (Character) -> Bool) -> String {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
