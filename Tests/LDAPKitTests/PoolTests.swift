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

    private func all(_ limit: Int? = nil) throws -> LDAPSearch {
        let uid = try #require(LDAPAttribute("uid"))
        return LDAPSearch("ou=people,\(LDAPServer.suffix)", .level, .present(uid), [uid], limit: limit)
    }

    @Test func pagesReachBeyondTheServersLimit() async throws {
        try await LDAPServer.run(Self.people(1500)) { server in
            let found = try await LDAPPool(settings(server, pageSize: 200)).search(try all())
            #expect(found.count == 1500 && Set(found.map(\.name)).count == 1500)
            let some = try await LDAPPool(settings(server, pageSize: 200)).search(try all(300))
            #expect(some.count == 300)
            let unpaged = LDAPPool(settings(server))
            let refused = await #expect(throws: LDAPError.self) { try await unpaged.search(try all()) }
            #expect(refused?.reason == .tooMany)
            #expect(try await unpaged.search(try all(5)).count == 5)
        }
    }

    @Test func passwords() async throws {
        try await LDAPServer.run(Self.people(2)) { server in
            let pool = LDAPPool(settings(server), lanes: 2)
            let name = "uid=user1,ou=people,\(LDAPServer.suffix)"
            #expect(try await pool.accepts("secret-1", of: name))
            for wrong in ["secret-0", "", "secret-1\0", "*"] { #expect(try await !pool.accepts(wrong, of: name)) }
            #expect(try await !pool.accepts("secret-1", of: ""))
            #expect(try await !pool.accepts("secret-1", of: "no name at all"))
            #expect(try await !pool.accepts("secret-1", of: "uid=nobody,ou=people,\(LDAPServer.suffix)"))
            #expect(try await pool.accepts("secret-1", of: name))
            let wrong = await #expect(throws: LDAPError.self) {
                try await LDAPPool(settings(server, password: "wrong")).search(try all())
            }
            #expect(wrong?.reason == .invalidCredentials && wrong?.description.contains("wrong") == false)
            let nowhere = LDAPSearch("ou=nowhere,\(LDAPServer.suffix)", .level, .present(.objectClass), [])
            let missing = await #expect(throws: LDAPError.self) { try await pool.search(nowhere) }
            #expect(missing?.reason == .noSuchObject)
        }
    }

    @Test func aServerThatGoesAndComes() async throws {
        try await LDAPServer.run(Self.people(1)) { server in
            let pool = LDAPPool(settings(server), lanes: 2, pause: .milliseconds(200))
            #expect(try await pool.search(try all()).count == 1)
            await server.stop()
            let begin = ContinuousClock.now
            for _ in 0..<20 {
                let gone = await #expect(throws: LDAPError.self) { try await pool.search(try all()) }
                #expect(gone?.reason == .unreachable)
            }
            #expect(ContinuousClock.now - begin < .seconds(2))
            try await server.start()
            var found = 0
            for _ in 0..<100 where found == 0 {
                found = (try? await pool.search(try all()).count) ?? 0
                if found == 0 { try await Task.sleep(for: .milliseconds(20)) }
            }
            #expect(found == 1)
        }
    }

    @Test func certificatesAreChecked() async throws {
        try await LDAPServer.run(Self.people(1), tls: true) { server in
            #expect(try await LDAPPool(settings(server)).search(try all()).count == 1)
            var stranger = settings(server)
            stranger.authorityFile = nil
            let refused = await #expect(throws: LDAPError.self) { try await LDAPPool(stranger).search(try all()) }
            #expect(refused?.reason == .unreachable)
            stranger.certificateCheck = .never
            #expect(try await LDAPPool(stranger).search(try all()).count == 1)
        }
    }
}
