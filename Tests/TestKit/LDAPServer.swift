import CloudCore
import FoundationEssentials
import Glibc

/// A real directory server (OpenLDAP's slapd) of a test's own: a free port of the loopback, everything in a temporary
/// folder. It may be stopped and started again; it dies with the test process, however that ends.
package actor LDAPServer {
    package static let suffix = "dc=example,dc=org"
    /// Who may read: what identity signs in as.
    package static let reader = "cn=reader,\(suffix)"
    package static let readerPassword = "reader-Planted-4711"
    private static let administrator = "cn=admin,\(suffix)"
    private static let administratorPassword = "admin-secret"

    package nonisolated let url: String
    /// The certificate that signed the server's own; nil without TLS.
    package nonisolated let authority: String?
    private nonisolated let folder: String
    private var process: MortalProcess?

    /// Starts a server with the entries (LDIF) below `suffix`, and stops it after `body`.
    package static func run(
        _ entries: String, tls: Bool = false, _ body: (LDAPServer) async throws -> Void
    ) async throws {
        for program in ["/usr/sbin/slapd", "/usr/sbin/slapadd", "/usr/bin/ldapmodify", "/usr/bin/openssl"]
        where access(program, X_OK) != 0 {
            throw Fault(500, "there is no \(program): scripts/install-dependencies test installs it")
        }
        let folder = "/tmp/apus-ldap-\(IdentifierSource.random.hex().prefix(12))"
        try FileManager.default.createDirectory(
            atPath: folder + "/data", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try LDAPServer(folder, tls: tls)
        try await server.prepare(entries)
        do {
            try await server.start()
            try await body(server)
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }

    private init(_ folder: String, tls: Bool) throws {
        self.folder = folder
        guard let port = try FreePort.several(1).first else { throw Fault(500, "no free port") }
        // By number: libldap takes `localhost` for the machine's own name, which no certificate of ours bears.
        url = "\(tls ? "ldaps" : "ldap")://127.0.0.1:\(port)/"
        authority = tls ? folder + "/authority.pem" : nil
    }

    package func start() async throws {
        let log = folder + "/server.log"
        process = try await MortalProcess.start(
            ["/usr/sbin/slapd", "-f", folder + "/slapd.conf", "-h", url, "-d", "0"], ["PATH=/usr/bin:/bin"],
            output: log)
        let port = url.split(separator: ":").last.flatMap { UInt16($0.dropLast()) } ?? 0
        for _ in 0..<500 {
            if FreePort.answers(port) { return }
            guard process?.hasEnded == false else { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Fault(500, "slapd did not start: \(text(log))")
    }

    package func stop() async {
        guard let running = process else { return }
        process = nil
        kill(running.pid, SIGTERM)
        for _ in 0..<500 where !running.hasEnded { try? await Task.sleep(for: .milliseconds(10)) }
        if !running.hasEnded { kill(running.pid, SIGKILL) }
    }

    /// Changes entries while the server runs; `ldif` has `changetype` lines.
    package func change(_ ldif: String) async throws {
        try write(ldif, "change.ldif")
        try await program([
            "/usr/bin/ldapmodify", "-x", "-H", url, "-D", Self.administrator, "-w", Self.administratorPassword, "-f",
            folder + "/change.ldif",
        ])
    }

    private func prepare(_ entries: String) async throws {
        var lines = ["core", "cosine", "inetorgperson"].map { "include /etc/ldap/schema/\($0).schema" }
        lines += ["pidfile \(folder)/slapd.pid", "modulepath /usr/lib/ldap", "moduleload back_mdb"]
        if authority != nil {
            try await makeCertificates()
            lines += [
                "TLSCACertificateFile \(folder)/authority.pem", "TLSCertificateFile \(folder)/server.pem",
                "TLSCertificateKeyFile \(folder)/server.key",
            ]
        }
        lines += [
            "access to attrs=userPassword by anonymous auth by * none",
            "access to * by dn.exact=\"\(Self.reader)\" read by anonymous auth by * none",
            "database mdb", "maxsize 67108864", "suffix \"\(Self.suffix)\"", "rootdn \"\(Self.administrator)\"",
            "rootpw \(Self.administratorPassword)", "directory \(folder)/data",
            // As servers of large directories do: many entries only page by page.
            "limits * size.soft=500 size.hard=500 size.prtotal=unlimited", "index objectClass,uid,cn,member eq",
        ]
        try write(lines.joined(separator: "\n") + "\n", "slapd.conf")
        let base = """
            dn: \(Self.suffix)
            objectClass: dcObject
            objectClass: organization
            dc: example
            o: Example

            dn: \(Self.reader)
            objectClass: inetOrgPerson
            cn: reader
            sn: reader
            userPassword: \(Self.readerPassword)


            """
        try write(base + entries, "entries.ldif")
        try await program([
            "/usr/sbin/slapadd", "-q", "-f", folder + "/slapd.conf", "-l", folder + "/entries.ldif",
        ])
    }

    /// An authority of the test's own, and a certificate of it for `localhost`.
    private func makeCertificates() async throws {
        let tool = "/usr/bin/openssl"
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try await program(
            [tool, "req", "-x509"] + key + [
                "-keyout", folder + "/authority.key", "-out", folder + "/authority.pem", "-subj", "/CN=test authority",
                "-days", "2", "-addext", "basicConstraints=critical,CA:TRUE",
            ])
        try await program(
            [tool, "req", "-new"] + key + [
                "-keyout", folder + "/server.key", "-out", folder + "/server.csr", "-subj", "/CN=localhost",
            ])
        try write("subjectAltName=DNS:localhost,IP:127.0.0.1\n", "names")
        try await program([
            tool, "x509", "-req", "-in", folder + "/server.csr", "-CA", folder + "/authority.pem", "-CAkey",
            folder + "/authority.key", "-CAcreateserial", "-days", "2", "-out", folder + "/server.pem", "-extfile",
            folder + "/names",
        ])
    }

    private func program(_ words: [String]) async throws {
        let log = folder + "/program.log"
        try? FileManager.default.removeItem(atPath: log)
        let mark = folder + "/done"
        try? FileManager.default.removeItem(atPath: mark)
        // The mark tells a program that did its work from one that failed.
        let shell = ["/bin/sh", "-c", "\"$@\" && : >\"$0\"", mark] + words
        let process = try await MortalProcess.start(shell, ["PATH=/usr/bin:/bin", "HOME=\(folder)"], output: log)
        for _ in 0..<3000 where !process.hasEnded { try await Task.sleep(for: .milliseconds(10)) }
        guard access(mark, F_OK) == 0 else { throw Fault(500, "\(words[0]) failed: \(text(log))") }
    }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
    }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
