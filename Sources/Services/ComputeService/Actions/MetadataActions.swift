import AgentProtocols
import CloudCore
import CloudSQL
import Crypto
import FoundationEssentials

/// What guests ask of themselves, by way of the network agent's proxy, which says whose guest asks and signs that.
struct MetadataActions: Sendable {
    let database: Database
    /// Known to the proxies and to this service only.
    let secret: String
    let defaultZone: String

    /// The server that asks, with what is told of it.
    struct Guest: Sendable {
        var server: Server
        var request: ServerRequest?
        var zone: String

        func metadata(seed: String) -> InstanceMetadata {
            var specification = server.specification(request, nil)
            // Told by the config drive only: other programs of the guest's may ask here.
            specification.adminPassword = nil
            specification.availabilityZone = zone
            return InstanceMetadata(specification, ports: server.network.ports, randomSeed: seed)
        }

        /// As the client sent it, decoded; nil when there is none.
        var userData: [UInt8]? {
            server.userData.flatMap { Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }.map(Array.init)
        }

        var ec2: EC2Metadata {
            var server = server
            server.availabilityZone = zone
            return EC2Metadata(server, publicKey: request?.publicKey)
        }
    }

    /// - Throws: 403 for a signature that does not hold, 404 for a server that is not there or is another project's.
    func guest(_ id: String, projectID: String, signature: String) async throws -> Guest {
        guard isValid(signature, of: id) else { throw Fault.forbidden("Invalid proxy request signature.") }
        let defaultZone = defaultZone
        return try await database.read { connection in
            guard let server = try connection.table(Server.self).find(id), server.vmState != .deleted,
                server.projectID == projectID
            else { throw Fault.notFound("No metadata is known for this instance.") }
            let request = try connection.table(ServerRequest.self).find(id)
            return Guest(server: server, request: request, zone: server.availabilityZone ?? defaultZone)
        }
    }

    /// Random bytes for a guest's own generator.
    static func seed() -> String {
        var bytes: [UInt8] = []
        for _ in 0..<64 { withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { bytes += $0 } }
        return Data(bytes).base64EncodedString()
    }

    /// Compared in a time that does not depend on where they differ. Without a secret nothing is valid.
    private func isValid(_ signature: String, of id: String) -> Bool {
        guard !secret.isEmpty, let bytes = Self.bytes(hex: signature) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            bytes, authenticating: Array(id.utf8), using: SymmetricKey(data: Array(secret.utf8)))
    }

    private static func bytes(hex text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
