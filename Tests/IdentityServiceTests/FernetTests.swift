import CloudCore
import FoundationEssentials
import Testing

@testable import IdentityService

@Suite struct FernetTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = "/tmp/apus-fernet-\(IdentifierSource.random.hex().prefix(12))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private static let payload = TokenPayload(
        userID: "0123456789abcdef0123456789abcdef", methods: [.password, .token],
        scope: .project("fedcba9876543210fedcba9876543210"), issuedAt: Timestamp(microseconds: 1_795_000_000_123_456),
        expiresAt: Timestamp(microseconds: 1_795_003_600_123_456), auditID: Array(0..<16), auditChainID: Array(16..<32),
        delegation: .applicationCredential("00000000000000000000000000000001"))

    /// The specification's own test vector.
    @Test func opensTheSpecificationsToken() throws {
        let key = try #require(
            Base64URL.bytes("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=").flatMap(FernetKeyRing.Key.init))
        let token = """
            gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==
            """
        #expect(Fernet.open(token, FernetKeyRing(keys: [key], version: 0)) == Array("hello".utf8))
    }

    @Test func payloadsSurviveAndAreShort() throws {
        try withFolder { folder in
            let keys = FernetKeys(folder: folder, lifetime: .seconds(3600))
            try keys.prepare()
            var payloads = [Self.payload]
            for scope in [TokenScope.unscoped, .domain("default"), .system] {
                var other = Self.payload
                other.scope = scope
                other.auditChainID = nil
                other.delegation = nil
                other.userID = "a user from elsewhere / ü"
                payloads.append(other)
            }
            for payload in payloads {
                #expect(TokenPayload(bytes: payload.bytes) == payload)
                let token = try Fernet.seal(payload.bytes, at: payload.issuedAt, keys.ring())
                #expect(token.utf8.count < 255)
                #expect(Fernet.open(token, try keys.ring()) == payload.bytes)
            }
        }
    }

    @Test func tamperedTokensStayShut() throws {
        try withFolder { folder in
            let keys = FernetKeys(folder: folder, lifetime: .seconds(3600))
            try keys.prepare()
            let ring = try keys.ring()
            let token = try Fernet.seal(Self.payload.bytes, at: Self.payload.issuedAt, ring)
            for index in stride(from: 0, to: token.utf8.count, by: 7) {
                var letters = Array(token)
                letters[index] = letters[index] == "A" ? "B" : "A"
                #expect(Fernet.open(String(letters), ring) == nil)
            }
            for text in ["", "gAAAAA", "no token", String(repeating: "A", count: 5000), "ü", token + "A", "\0"] {
                #expect(Fernet.open(text, ring) == nil)
            }
            for length in 0..<Self.payload.bytes.count {
                #expect(TokenPayload(bytes: Array(Self.payload.bytes.prefix(length))) == nil)
            }
        }
    }

    @Test func rotationLosesNoToken() throws {
        try withFolder { folder in
            let ahead = LockedValue<Duration>(.zero)
            let clock = CloudClock { CloudClock.system.now + ahead.withLock { $0 } }
            let keys = FernetKeys(folder: folder, maximumActive: 3, lifetime: .seconds(3600), clock: clock)
            try keys.prepare()
            try keys.prepare()
            let other = FernetKeys(folder: folder, lifetime: .seconds(3600))
            let old = try Fernet.seal(Self.payload.bytes, at: Self.payload.issuedAt, other.ring())
            for _ in 0..<4 { try keys.rotate() }
            #expect(Fernet.open(old, try other.ring()) == Self.payload.bytes)
            let new = try Fernet.seal(Self.payload.bytes, at: Self.payload.issuedAt, keys.ring())
            #expect(Fernet.open(new, try other.ring()) == Self.payload.bytes)
            ahead.withLock { $0 = .seconds(7200) }
            try keys.rotate()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
            #expect(Fernet.open(old, try other.ring()) == nil)
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions]
                #expect("\(mode ?? 0)" == "\(0o600)")
            }
            let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions]
            #expect("\(mode ?? 0)" == "\(0o700)")
        }
    }

    /// Killed when the staged key was primary and no other was staged.
    @Test func aKilledRotationIsEndedByTheNext() throws {
        try withFolder { folder in
            let keys = FernetKeys(folder: folder, lifetime: .seconds(3600))
            try keys.prepare()
            let files = KeyFolder(path: folder)
            let staged = try files.content(of: "0")
            try files.create("2", staged)
            let token = try Fernet.seal(Self.payload.bytes, at: Self.payload.issuedAt, keys.ring())
            try keys.rotate()
            #expect(try files.numbers().sorted() == [0, 1, 2])
            #expect(try files.content(of: "2") == staged)
            #expect(try files.content(of: "0") != staged)
            #expect(Fernet.open(token, try keys.ring()) == Self.payload.bytes)
        }
    }
}
