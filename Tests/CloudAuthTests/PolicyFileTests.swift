import CloudAuth
import CloudCore
import FoundationEssentials
import Testing

/// The operator's files: read, layered, and read again when they change.
@Suite struct PolicyFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = "/tmp/apus-policy-\(IdentifierSource.random.hex().prefix(12))"
        try FileManager.default.createDirectory(atPath: folder + "/x.d", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func write(_ text: String, _ path: String) throws {
        #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
    }

    @Test func filesChange() throws {
        try withFolder { folder in
            let troubles = LockedValue<[String]>([])
            let policy = try Policy(
                [PolicyRule("x", "role:admin")], file: PolicyFile(folder + "/x.yaml"), interval: .zero
            ) { trouble in troubles.withLock { $0.append(trouble) } }
            let reader = PolicyTests.caller(["reader"])
            #expect(!policy.allows("x", reader) && policy.rules["x"]?.file == nil)
            try write("x: 'role:reader'", folder + "/x.yaml")
            #expect(policy.allows("x", reader) && policy.rules["x"]?.file == folder + "/x.yaml")
            try write("x: '!'", folder + "/x.d/10-more.yaml")
            #expect(!policy.allows("x", reader))
            try write("x: '@'", folder + "/x.d/20-last.json")
            try write("x: '!'", folder + "/x.d/30-other.txt")
            #expect(policy.allows("x", reader))
            #expect(troubles.withLock { $0 }.isEmpty)
            try write("x: 'rule:nowhere'", folder + "/x.d/20-last.json")
            #expect(policy.allows("x", reader))
            #expect(troubles.withLock { $0.count } == 1)
            try FileManager.default.removeItem(atPath: folder + "/x.d")
            try FileManager.default.removeItem(atPath: folder + "/x.yaml")
            #expect(!policy.allows("x", reader) && policy.rules["x"]?.file == nil)
        }
    }

    @Test func aBadFileIsRefusedAtTheStart() throws {
        try withFolder { folder in
            try write("x: 'role'", folder + "/x.yaml")
            #expect(throws: PolicySyntaxError.self) {
                try Policy([], file: PolicyFile(folder + "/x.yaml")) { _ in }
            }
        }
    }
}
