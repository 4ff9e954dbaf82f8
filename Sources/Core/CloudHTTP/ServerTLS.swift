import CloudCore
import NIOSSL

/// What a listener shows of itself by TLS 1.2 and 1.3, and whose certificates it takes from clients. The files are read
/// again when they change: a renewed certificate needs no restart.
package final class ServerTLS: Sendable {
    private struct Held: Sendable {
        var context: NIOSSLContext
        var stamps: [FileStamp?]
    }

    private let certificate: String
    private let key: String
    private let clientAuthorities: String?
    private let onTrouble: @Sendable (String) -> Void
    private let held: LockedValue<Held>

    /// Whether clients are asked for a certificate; they need not have one.
    package var asksClients: Bool { clientAuthorities != nil }

    /// - Parameters:
    ///   - certificate: a PEM file with the certificate and those between it and its authority.
    ///   - key: a PEM file that not everybody may read.
    ///   - clientAuthorities: a PEM file of the authorities whose clients' certificates are taken; nil: none are.
    ///   - onTrouble: told when the files have changed and cannot be used; what they were before stays in effect.
    /// - Throws: `ServerTLSFailure` when the files cannot be used.
    package init(
        certificate: String, key: String, clientAuthorities: String? = nil,
        onTrouble: @escaping @Sendable (String) -> Void
    ) throws(ServerTLSFailure) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
        self.onTrouble = onTrouble
        let stamps = [certificate, key, clientAuthorities].map { $0.flatMap { FileStamp($0) } }
        let context = try Self.context(certificate, key, clientAuthorities)
        held = LockedValue(Held(context: context, stamps: stamps))
    }

    /// For a new connection.
    var context: NIOSSLContext {
        let stamps = [certificate, key, clientAuthorities].map { $0.flatMap { FileStamp($0) } }
        return held.withLock { held in
            guard held.stamps != stamps else { return held.context }
            held.stamps = stamps
            do {
                held.context = try Self.context(certificate, key, clientAuthorities)
            } catch {
                onTrouble("\(error); what the files were before stays in effect")
            }
            return held.context
        }
    }

    private static func context(
        _ certificate: String, _ key: String, _ clientAuthorities: String?
    ) throws(ServerTLSFailure) -> NIOSSLContext {
        guard FileStamp(key)?.isOpenToAll != true else {
            throw ServerTLSFailure(description: "everybody may read \(key)")
        }
        do {
            var settings = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            settings.minimumTLSVersion = .tlsv12
            settings.applicationProtocols = ["http/1.1"]
            if let clientAuthorities {
                settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clientAuthorities))
                settings.certificateVerification = .optionalVerification
            }
            return try NIOSSLContext(configuration: settings)
        } catch {
            let files = [certificate, key, clientAuthorities].compactMap(\.self).joined(separator: ", ")
            throw ServerTLSFailure(description: "TLS cannot be spoken with \(files): \(error)")
        }
    }
}
