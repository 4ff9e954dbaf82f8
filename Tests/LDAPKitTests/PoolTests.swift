import CloudCore
import TestKit
import Testing

@testable import LDAPKit

/// Questions to a real server.
@Suite struct PoolTests {
    private static func people(_ count: Int) -> String {
        "dn: ou=people,\(LDAPServer.suffix)\nobjectClass: organizationalUnit\nou: people\n\n"
            + (0..<count).map { number in
                """
                dn: uid=user\(number),ou=people,\(LDAPServer.suffix)
                objectClass: inetOrgPerson
                uid: user\(number)
                cn: User
                sn: Number \(number)
                userPassword: secret-\(number)


                """
            }.joined()
    }

    private func settings(_ server: LDAPServer, pageSize: Int = 0, password: String = LDAPServer.readerPassword)
        -> LDAPSettings
    {
        LDAPSettings(
            urls: server.url, bindName: LDAPServer.reader, password: password, authorityFile: server.authority,
            connectTimeout: .seconds(2), pageSize: pageSize)
    }

    private func all(_ limit: Int? = nil) -> LDAPSearch {
        LDAPSearch(
            "ou=people,\(LDAPServer.suffix)", .level, .equal(.objectClass, "person"), [.objectClass], limit: limit)
    }

    @Test func pagesReachBeyondTheServersLimit() async throws {
        try await LDAPServer.run(Self.people(1500)) { server in
            let found = try await LDAPPool(settings(server, pageSize: 200)).search(all())
            #expect(found.count == 1500 && Set(found.map(\.name)).count == 1500)
            let some = try await LDAPPool(settings(server, pageSize: 200)).search(all(300))
            #expect(some.count == 300)
            let unpaged = LDAPPool(settings(server))
            let refused = await #expect(throws: LDAPError.self) { try await unpaged.search(all()) }
            #expect(refused?.reason == .tooMany)
            #expect(try await unpaged.search(all(5)).count == 5)
        }
    }

    @Test func passwords() async throws {
        try await LDAPServer.run(Self.people(2)) { server in
            let pool = LDAPPool(settings(server), lanes: 2)
            let name = "uid=user1,ou=people,\(LDAPServer.suffix)"
            let nobody = "uid=nobody,ou=people,\(LDAPServer.suffix)"
            let tries = [
                ("secret-1", name, true), ("secret-0", name, false), ("", name, false), ("secret-1\0", name, false),
                ("*", name, false), ("secret-1", "", false), ("secret-1", "no name at all", false),
                ("secret-1", nobody, false), ("secret-1", name, true),
            ]
            for (password, name, expected) in tries {
                let accepted = try await pool.accepts(password, of: name)
                #expect(accepted == expected, "\(password) \(name)")
            }
            let stranger = LDAPPool(settings(server, password: "wrong"))
            #expect(await trouble(stranger, all()) == .invalidCredentials)
            let nowhere = LDAPSearch("ou=nowhere,\(LDAPServer.suffix)", .level, .present(.objectClass), [])
            #expect(await trouble(pool, nowhere) == .noSuchObject)
        }
    }

    private func trouble(_ pool: LDAPPool, _ search: LDAPSearch) async -> LDAPError.Reason? {
        do { _ = try await pool.search(search) } catch { return (error as? LDAPError)?.reason }
        return nil
    }

    @Test func aServerThatGoesAndComes() async throws {
        try await LDAPServer.run(Self.people(1)) { server in
            let pool = LDAPPool(settings(server), lanes: 2, pause: .seconds(2))
            #expect(try await pool.search(all()).count == 1)
            await server.stop()
            let begin = ContinuousClock.now
            for _ in 0..<20 {
                let gone = await #expect(throws: LDAPError.self) { try await pool.search(all()) }
                #expect(gone?.reason == .unreachable)
            }
            #expect(ContinuousClock.now - begin < .seconds(20))
            try await server.start()
            try await eventually { (try? await pool.search(all()).count) == 1 }
        }
    }

    @Test func certificatesAreChecked() async throws {
        try await LDAPServer.run(Self.people(1), tls: true) { server in
            let found = try await LDAPPool(settings(server)).search(all())
            #expect(found.count == 1)
            var stranger = settings(server)
            stranger.authorityFile = nil
            #expect(await trouble(LDAPPool(stranger), all()) == .unreachable)
            stranger.certificateCheck = .never
            #expect(await trouble(LDAPPool(stranger), all()) == nil)
        }
    }
}
