import Testing

@testable import IdentityService

@Suite struct PasswordHasherTests {
    @Test func hashesAndChecks() async throws {
        let hasher = try PasswordHasher(cost: 4)
        for password in ["secret", "", "päss\u{1F600}", String(repeating: "x", count: 100), "a\0b"] {
            let hash = try await hasher.hash(password)
            #expect(hash.hasPrefix("$2b$04$"))
            #expect(try await hasher.verify(password, hash))
            #expect(try await !hasher.verify(password + "y", hash))
        }
        #expect(try await !hasher.verify("secret", nil))
        // What bcrypt alone would cut off counts.
        let long = try await hasher.hash(String(repeating: "x", count: 72) + "1")
        #expect(try await !hasher.verify(String(repeating: "x", count: 72) + "2", long))
        #expect(throws: (any Error).self) { try PasswordHasher(cost: 99) }
    }

    @Test func nobodyCostsWhatSomebodyCosts() async throws {
        let hasher = try PasswordHasher(cost: 8, threads: 1)
        let hash = try await hasher.hash("secret")
        let clock = ContinuousClock()
        var known: [Duration] = []
        var unknown: [Duration] = []
        for _ in 0..<9 {
            known.append(try await clock.measure { _ = try await hasher.verify("wrong", hash) })
            unknown.append(try await clock.measure { _ = try await hasher.verify("wrong", nil) })
        }
        // The quickest of each: what else the machine does at the time only makes some slower.
        let ratio = try #require(unknown.min()) / #require(known.min())
        #expect(ratio > 0.6 && ratio < 1.6)
    }
}
