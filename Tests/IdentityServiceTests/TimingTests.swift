import CloudJSON
import TestKit
import Testing

@testable import IdentityService

/// An unknown user and a wrong password cannot be told apart, neither by what is answered nor by how long it takes.
@Suite struct TimingTests {
    private static let rounds = 200

    @Test func unknownUserAndWrongPasswordLookAlike() async throws {
        try await IdentityFixture.run(.sqlite, settings: ["identity.password_cost": "6"]) { cloud in
            _ = try await cloud.person("somebody")
            _ = try await cloud.create("users", "user", ["name": "without-password"])
            _ = try await cloud.create(
                "users", "user", ["name": "disabled", "password": "x", "enabled": false])
            let names = ["somebody", "nobody-of-that-name", "without-password", "disabled"]
            var times: [String: [Duration]] = [:]
            var bodies: Set<JSON> = []
            for _ in 0..<Self.rounds {
                // In turn, so that what else the machine does meets all of them alike.
                for name in names {
                    let start = ContinuousClock.now
                    let answer = try await cloud.signIn(name, "wrong")
                    times[name, default: []].append(ContinuousClock.now - start)
                    #expect(answer.status == 401)
                    bodies.insert(answer.body)
                }
            }
            #expect(bodies.count == 1)
            for name in names.dropFirst() {
                let score = Self.rankSum(times[names[0]] ?? [], times[name] ?? [])
                // Six standard deviations: by chance once in five hundred million runs.
                #expect(abs(score) < 6, "\(name) takes another time than a wrong password: z = \(score)")
            }
        }
    }

    @Test func aDifferenceWouldBeSeen() {
        let base = (0..<Self.rounds).map { Duration.microseconds(1000 + ($0 * 37) % 400) }
        let slower = (0..<Self.rounds).map { Duration.microseconds(1130 + ($0 * 53) % 400) }
        #expect(abs(Self.rankSum(base, slower)) > 6)
        #expect(abs(Self.rankSum(base, base)) < 1)
    }

    /// The Mann-Whitney test's standard score (normal approximation).
    private static func rankSum(_ a: [Duration], _ b: [Duration]) -> Double {
        var wins = 0.0
        for x in a { for y in b { wins += x > y ? 1 : x == y ? 0.5 : 0 } }
        let (n, m) = (Double(a.count), Double(b.count))
        return (wins - n * m / 2) / (n * m * (n + m + 1) / 12).squareRoot()
    }
}
