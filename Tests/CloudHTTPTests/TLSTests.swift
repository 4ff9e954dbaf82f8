import AsyncHTTPClient
import CloudCore
import CloudHTTP
import CloudJSON
import FoundationEssentials
import Glibc
import HTTPTypes
import NIOCore
import NIOSSL
import TestKit
import Testing

/// The listener by TLS, over a real socket, with certificates that openssl made.
@Suite(.enabled(if: TestCertificate.isAvailable)) struct TLSTests {
    private static let onThisMachine = ["rsa:2048", "-addext", "subjectAltName=IP:127.0.0.1"]

    /// Serves what it sees of a request, with `server.crt`, until `body` is done.
    private func serving(
        _ folder: String, clients: String? = nil, trouble: LockedValue<[String]> = LockedValue([]),
        _ body: (_ url: String) async throws -> Void
    ) async throws {
        let tls = try ServerTLS(
            certificate: folder + "/server.crt", key: folder + "/server.key", clientAuthorities: clients
        ) { text in trouble.withLock { $0.append(text) } }
        let listener = Listener(host: "127.0.0.1", port: 0, tls: tls) { request in
            let shown = TrustedProxies.none.thumbprint(in: request)
            return .json(["scheme": .string(request.scheme), "certificate": .string(shown ?? "")] as JSON)
        }
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let running = Task { try await listener.run { bound.yield($0) } }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        try await body("https://127.0.0.1:\(port)")
        running.cancel()
        _ = try? await running.value
    }

    private func ask(_ url: String, trusting file: String?) async throws -> JSON {
        let transport = HTTPTransport(baseURL: url, timeout: .seconds(10), authorities: file)
        let answer = try await transport.send(Request(.get, "/"))
        return try JSON(parsing: Array(try await answer.body.collect(upTo: 1000).readableBytesView))
    }

    /// As `ask`, with a certificate of the client's own.
    private func ask(_ url: String, trusting file: String, showing path: String) async throws -> JSON {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.additionalTrustRoots = [.file(file)]
        tls.certificateChain = try NIOSSLCertificate.fromPEMFile(path + ".crt").map { .certificate($0) }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: path + ".key", format: .pem))
        var settings = HTTPClient.Configuration(tlsConfiguration: tls)
        settings.httpVersion = .http1Only
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        do {
            let answer = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
            let bytes = try await answer.body.collect(upTo: 1000)
            try await client.shutdown()
            return try JSON(parsing: Array(bytes.readableBytesView))
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    @Test func onlyWhoTrustsItsAuthorityAsks() async throws {
        try await TemporaryFolders.with { folder in
            try await TestCertificate.make("server", in: folder, kind: Self.onThisMachine)
            try await TestCertificate.make("other", in: folder, kind: Self.onThisMachine)
            try await serving(folder) { url in
                let seen = try await ask(url, trusting: folder + "/server.crt")
                #expect(seen == ["scheme": "https", "certificate": ""])
                await #expect(throws: Fault.self) { try await ask(url, trusting: folder + "/other.crt") }
                await #expect(throws: Fault.self) { try await ask(url, trusting: nil) }
                await #expect(throws: (any Error).self) {
                    try await ask(url.replacing("https:", with: "http:"), trusting: nil)
                }
            }
        }
    }

    @Test func aCertificateIsRenewedWithoutARestart() async throws {
        try await TemporaryFolders.with { folder in
            try await TestCertificate.make("server", in: folder, kind: Self.onThisMachine)
            try await TestCertificate.make("next", in: folder, kind: Self.onThisMachine)
            let trouble = LockedValue<[String]>([])
            try await serving(folder, trouble: trouble) { url in
                #expect(rename(folder + "/next.key", folder + "/server.key") == 0)
                // Key and certificate do not fit together for a moment: what was before stays in effect.
                #expect(try await ask(url, trusting: folder + "/server.crt")["scheme"] == "https")
                #expect(trouble.withLock { $0.count } == 1)
                #expect(rename(folder + "/server.crt", folder + "/old.crt") == 0)
                try FileManager.default.copyItem(atPath: folder + "/next.crt", toPath: folder + "/server.crt")
                #expect(try await ask(url, trusting: folder + "/next.crt")["scheme"] == "https")
                await #expect(throws: Fault.self) { try await ask(url, trusting: folder + "/old.crt") }
            }
        }
    }

    @Test func clientsAreKnownByTheirCertificates() async throws {
        try await TemporaryFolders.with { folder in
            try await TestCertificate.make("server", in: folder, kind: Self.onThisMachine)
            try await TestCertificate.make("client", in: folder)
            try await TestCertificate.make("stranger", in: folder)
            let server = folder + "/server.crt"
            try await serving(folder, clients: folder + "/client.crt") { url in
                #expect(try await ask(url, trusting: server)["certificate"] == "")
                let shown = try await ask(url, trusting: server, showing: folder + "/client")["certificate"]?.string
                let own = try #require(try NIOSSLCertificate.fromPEMFile(folder + "/client.crt").first)
                let expected = TrustedProxies.thumbprint(try own.toDERBytes())
                #expect(shown == expected)
                await #expect(throws: (any Error).self) {
                    try await ask(url, trusting: server, showing: folder + "/stranger")
                }
            }
        }
    }

    @Test func filesThatCannotServeAreNamed() async throws {
        try await TemporaryFolders.with { folder in
            try await TestCertificate.make("server", in: folder)
            let (certificate, key) = (folder + "/server.crt", folder + "/server.key")
            #expect(throws: ServerTLSFailure.self) { try ServerTLS(certificate: folder, key: key) { _ in } }
            #expect(throws: ServerTLSFailure.self) { try ServerTLS(certificate: key, key: certificate) { _ in } }
            #expect(chmod(key, 0o644) == 0)
            #expect {
                try ServerTLS(certificate: certificate, key: key) { _ in }
            } throws: {
                "\($0)" == "everybody may read \(key)"
            }
        }
    }
}
