import Testing

/// What the conventions forbid in the sources and no compiler or formatter refuses.
@Suite struct HouseRuleTests {
    private let tree = SourceTree()

    @Test(arguments: ["try!", " as! ", "fatalError(", "preconditionFailure(", "TODO", "FIXME", "XXX"])
    func theSourcesDoWithout(text: String) throws {
        let wrong = try violations { $0.contains(text) }
        #expect(wrong.isEmpty)
    }

    /// What is right only in a few places says why, in a comment on its line.
    @Test(arguments: [
        "@unchecked Sendable", "nonisolated(unsafe)", "DispatchSemaphore(", "Thread.sleep", " usleep(", " sleep(",
    ])
    func theSourcesSayWhy(text: String) throws {
        let wrong = try violations { $0.contains(text) && !$0.contains("// ") }
        #expect(wrong.isEmpty)
    }

    @Test func nothingIsPublic() throws {
        let wrong = try violations { line in
            let code = line.drop { $0 == " " }
            return code.hasPrefix("public ") || code.hasPrefix("open ")
        }
        #expect(wrong.isEmpty)
    }

    @Test func typeNamesSayWhatTheyAre() throws {
        let endings = [
            "Manager", "Helper", "Helpers", "Util", "Utils", "Handler", "Impl", "Base", "Common", "Data", "Info",
        ]
        var wrong: [String] = []
        for file in try tree.swiftFiles(under: "Sources") {
            for (index, line) in file.lines.enumerated() {
                guard let name = Self.declaredType(in: line), endings.contains(where: name.hasSuffix) else { continue }
                wrong.append("\(file.path):\(index + 1) \(name)")
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func aModuleAndATypeShareNoName() throws {
        let modules = Set(try tree.modules().map(\.name))
        var wrong: [String] = []
        for file in try tree.swiftFiles(under: "Sources") {
            wrong += file.lines.compactMap(Self.declaredType).filter(modules.contains).map { "\(file.path) \($0)" }
        }
        #expect(wrong.isEmpty)
    }

    @Test func noModuleHidesASystemModule() throws {
        let taken: Set = ["Network", "Database", "Foundation", "Dispatch", "System", "Logging", "Metrics", "Tracing"]
        #expect(try tree.modules().map(\.name).filter(taken.contains).isEmpty)
    }

    @Test func onlyTheProgramHasAnEntryPoint() throws {
        let wrong = try violations { $0.hasPrefix("@main") }.filter { !$0.hasPrefix("Sources/apus/") }
        #expect(wrong.isEmpty)
        #expect(try tree.swiftFiles(under: "Sources").filter { $0.path.hasSuffix("/main.swift") }.map(\.path).isEmpty)
    }

    /// The name of the type that a line declares.
    private static func declaredType(in line: Substring) -> String? {
        let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "/" })
        let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
        guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count,
            words[..<kind].allSatisfy({ $0.allSatisfy(\.isLowercase) })
        else { return nil }
        return String(words[kind + 1])
    }

    /// Lines of the sources, comments too, for which `isWrong` holds.
    private func violations(_ isWrong: (Substring) -> Bool) throws -> [String] {
        var wrong: [String] = []
        for file in try tree.swiftFiles(under: "Sources") {
            for (index, line) in file.lines.enumerated() where isWrong(line) {
                wrong.append("\(file.path):\(index + 1) \(line)")
            }
        }
        return wrong
    }
}
