import CShim
import CloudCore
import Crypto

/// Hashes and checks passwords with bcrypt, on threads of its own: a hash takes as long as it must, and nobody waits
/// behind it but who asked for one; these take turns by where they ask from, so that a flood from one place does not
/// keep others out.
struct PasswordHasher: Sendable {
    /// Two to this power rounds.
    let cost: Int
    private let threads: TurnQueue
    /// A hash that no password has, of the same cost: an unknown user costs the same time as a wrong password.
    private let nobody: String

    /// - Throws: `Fault` when the machine's crypt library knows no bcrypt, or `cost` is not 4…31.
    init(cost: Int, threads count: Int = 2) throws {
        self.cost = cost
        threads = TurnQueue(label: "apus-password", count: count)
        // 31 letters of bcrypt's own alphabet stand for a digest that nothing hashes to in practice.
        nobody = try Self.setting(cost) + String(repeating: "x", count: 31)
    }

    /// A new hash; `cost` other than the usual one is for secrets that are random and long.
    func hash(_ password: String, cost: Int? = nil) async throws -> String {
        let setting = try Self.setting(cost ?? self.cost)
        return try await run { try Self.crypt(password, setting) }
    }

    /// Whether the password is the hash's; if not, or with no hash at all, false after the same time.
    func verify(_ password: String, _ hash: String?) async throws -> Bool {
        let known = hash ?? nobody
        let made = try await run { try Self.crypt(password, known) }
        if ConstantTime.equal(made, known), hash != nil { return true }
        // A hash of fewer rounds would tell that there is one.
        if let rounds = Self.cost(of: known), rounds < cost {
            let nobody = nobody
            _ = try await run { try Self.crypt(password, nobody) }
        }
        return false
    }

    /// Of `$2b$12$…`: 12.
    private static func cost(of hash: String) -> Int? {
        hash.hasPrefix("$2") ? hash.split(separator: "$").dropFirst().first.flatMap { Int($0) } : nil
    }

    private func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await threads.run(for: Self.network(RequestContext.current?.remoteAddress ?? ""), body)
    }

    /// The address of whoever asks; of IPv6 the first half, since a client has as many as it likes of the other.
    private static func network(_ address: String) -> String {
        address.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":")
    }

    private static func setting(_ cost: Int) throws -> String {
        let random = [UInt8].random(16).map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: 64)
        guard shim_crypt_setting("$2b$", UInt(cost), random, Int32(random.count), &output, output.count) == 0 else {
            throw Fault(500, "Passwords cannot be hashed.", cause: "crypt_gensalt refused bcrypt with cost \(cost)")
        }
        return text(output)
    }

    private static func crypt(_ password: String, _ setting: String) throws -> String {
        var output = [CChar](repeating: 0, count: 384)
        guard shim_crypt(phrase(password), setting, &output, output.count) == 0 else {
            throw Fault(500, "Passwords cannot be checked.", cause: "crypt refused a stored setting")
        }
        return text(output)
    }

    /// What is hashed. bcrypt reads 72 bytes and stops at a zero byte: what it would cut is digested first.
    private static func phrase(_ password: String) -> String {
        let bytes = Array(password.utf8)
        guard bytes.count > 72 || bytes.contains(0) else { return password }
        return Base64URL.text(Array(SHA256.hash(data: bytes)))
    }

    private static func text(_ output: [CChar]) -> String {
        String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
