import CloudCore
import Crypto

/// The keys of signed tokens, laid out as Keystone's: `private/private.pem` signs, every file in `public` checks.
///
/// Public keys may come from other clusters under any name; those that are numbers are this program's own.
final class JWSKeys: TokenProvider {
    private static let privateName = "private.pem"
    private let privateFolder: KeyFolder
    private let publicFolder: KeyFolder
    private let lifetime: Duration
    private let clock: CloudClock
    private let loaded = LockedValue<JWSKeyRing?>(nil)

    /// - Parameter lifetime: how long a token may be asked about: its public key stays as long.
    init(folder: String, lifetime: Duration, clock: CloudClock = .system) {
        privateFolder = KeyFolder(path: folder + "/private")
        publicFolder = KeyFolder(path: folder + "/public")
        self.lifetime = lifetime
        self.clock = clock
    }

    func prepare() throws {
        try privateFolder.prepare()
        try publicFolder.prepare()
        if try !privateFolder.names().contains(Self.privateName) {
            try privateFolder.create(Self.privateName, P256.Signing.PrivateKey().pemRepresentation)
        }
        let own = try signer().publicKey
        let isKnown = try publicKeys().contains { $0.rawRepresentation == own.rawRepresentation }
        if !isKnown { try publish(own) }
    }

    /// The new public key is there before the first token that needs it; old ones go when their tokens have.
    func rotate() throws {
        try forgetUnused()
        let key = P256.Signing.PrivateKey()
        try publish(key.publicKey)
        try privateFolder.replace(Self.privateName, key.pemRepresentation)
        let own = try publicFolder.numbers(suffix: ".pem").sorted()
        // A key stopped signing when the next one came; the one before the new key stops now.
        for (number, next) in zip(own, own.dropFirst().dropLast()) {
            guard try publicFolder.modified("\(next).pem") + lifetime < clock.now else { return }
            try publicFolder.remove("\(number).pem")
        }
    }

    /// Removes the public keys whose private key was lost with a rotation that was killed: they would hide until when
    /// the key before them signed.
    private func forgetUnused() throws {
        let signing = try signer().publicKey.pemRepresentation
        let own = try publicFolder.numbers(suffix: ".pem")
        let current = try own.first { try publicFolder.content(of: "\($0).pem") == signing }
        for number in own where number > current ?? number { try publicFolder.remove("\(number).pem") }
    }

    func tokenKeys() throws -> any TokenKeys {
        let version =
            try privateFolder.modified().microseconds &* 31 &+ publicFolder.modified().microseconds
        if let held = loaded.withLock({ $0 }), held.version == version { return held }
        let ring = JWSKeyRing(signer: try signer(), verifiers: try publicKeys(), version: version)
        loaded.withLock { $0 = ring }
        return ring
    }

    /// Under the next number that no other process takes at the same time.
    private func publish(_ key: P256.Signing.PublicKey) throws {
        var number = try publicFolder.numbers(suffix: ".pem").max() ?? 0
        repeat {
            number += 1
            try publicFolder.create("\(number).pem", key.pemRepresentation)
        } while try publicFolder.content(of: "\(number).pem") != key.pemRepresentation
    }

    private func signer() throws -> P256.Signing.PrivateKey {
        let text = try privateFolder.content(of: Self.privateName)
        return try reading(privateFolder.place(Self.privateName)) { try .init(pemRepresentation: text) }
    }

    /// The newest first: most tokens are its.
    private func publicKeys() throws -> [P256.Signing.PublicKey] {
        let names = try publicFolder.names().map { (name: $0, age: try publicFolder.modified($0)) }
        return try names.sorted { $0.age > $1.age }.map { file in
            let text = try publicFolder.content(of: file.name)
            return try reading(publicFolder.place(file.name)) { try .init(pemRepresentation: text) }
        }
    }

    private func reading<Key>(_ path: String, _ body: () throws -> Key) throws -> Key {
        do {
            return try body()
        } catch {
            throw Fault.unavailable("Identity's keys cannot be read.", cause: "not a P-256 key: \(path)")
        }
    }
}
