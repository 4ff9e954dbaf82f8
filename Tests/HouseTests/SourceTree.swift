import FoundationEssentials

/// The project's own files, read from the clone that this test was compiled in.
struct SourceTree {
    /// A Swift file: its path from the clone's root, and its lines.
    struct File {
        var path: String
        var lines: [Substring]

        /// The folders and the name: `["Sources", "Core", "CloudSQL", "Row.swift"]`.
        var parts: [String] { path.split(separator: "/").map(String.init) }
    }

    /// A module of ours, in the order of the manifest's table.
    struct Module {
        var room: String
        var name: String
    }

    struct Unreadable: Error {
        var path: String
    }

    let root: String

    init(file: String = #filePath) {
        root = file.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    }

    /// All Swift files under a folder of the root, sorted by path.
    func swiftFiles(under folder: String) throws -> [File] {
        try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder).filter { $0.hasSuffix(".swift") }
            .sorted().map { name in
                File(
                    path: folder + "/" + name,
                    lines: try text(folder + "/" + name).split(separator: "\n", omittingEmptySubsequences: false))
            }
    }

    /// The table of modules in `Package.swift`, lowest first.
    func modules() throws -> [Module] {
        try text("Package.swift").matches(of: #/\bModule\(\s*"(\w+)",\s*"(\w+)"/#).map {
            Module(room: String($0.1), name: String($0.2))
        }
    }

    private func text(_ path: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: root + "/" + path) else { throw Unreadable(path: path) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension SourceTree.File {
    private static let accessLevels: Set = ["public", "package", "internal", "private", "fileprivate"]
    private static let importKinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]

    /// The modules that the file imports, with the line of each.
    var imports: [(line: Int, module: String)] {
        lines.enumerated().compactMap { index, line in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "." }).map(String.init)
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains($0) })
            else { return nil }
            return words[(place + 1)...].first { !Self.importKinds.contains($0) }.map { (index + 1, $0) }
        }
    }
}
