import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit

@testable import IdentityService

/// An identity service with a domain `corporate` whose people are in a real directory server.
struct DirectoryFixture: Sendable {
    let cloud: IdentityFixture
    let server: LDAPServer
    let domain: String
    /// In it the tests give roles.
    let project: String

    static let people = "ou=people,\(LDAPServer.suffix)"
    static let groups = "ou=groups,\(LDAPServer.suffix)"
    /// uid and password; the second has what means something in filters and names.
    static let alice = ("alice", "alice-Planted-1")
    static let odd = ("o'b*r(i)e\\n", "p*(w)\\é\"1")

    static func run(
        _ engine: TestEngine = .sqlite, more: Int = 0, options: [String: JSON] = [:], tls: Bool = false,
        settings: [String: String] = [:], _ body: (DirectoryFixture) async throws -> Void
    ) async throws {
        try await LDAPServer.run(entries(more), tls: tls) { server in
            try await IdentityFixture.run(engine, settings: settings) { cloud in
                let domain = try await cloud.create("domains", "domain", ["name": "corporate"])
                let fixture = DirectoryFixture(
                    cloud: cloud, server: server, domain: domain,
                    project: try await cloud.create("projects", "project", ["name": "work"]))
                try await fixture.configure(options)
                try await body(fixture)
            }
        }
    }

    static func person(_ uid: String, _ password: String, more: String = "") -> String {
        // Values with anything odd in them are given as base64 would be; here a backslash in the name is enough.
        let name = uid.replacing("\\", with: "\\5C")
        return """
            dn: uid=\(name),\(people)
            changetype: add
            objectClass: inetOrgPerson
            uid: \(uid)
            cn: \(uid) person
            sn: person
            mail: \(uid)@example.org
            userPassword: \(password)
            \(more)

            """
    }

    private static func entries(_ more: Int) -> String {
        var text = [people, groups].map { place in
            "dn: \(place)\nobjectClass: organizationalUnit\nou: \(place.dropFirst(3).prefix { $0 != "," })\n\n"
        }.joined()
        text += person(alice.0, alice.1, more: "employeeType: TRUE\ndescription: she\n")
        text += person(odd.0, odd.1)
        text += person("closed", "closed-Secret-1", more: "employeeType: FALSE\n")
        for number in 0..<more { text += person("user\(number)", "secret-\(number)") }
        text += """
            dn: cn=ops,\(groups)
            objectClass: groupOfNames
            cn: ops
            description: who runs it
            member: uid=alice,\(people)
            member: uid=vanished,\(people)

            dn: cn=empty,\(groups)
            objectClass: groupOfNames
            cn: empty
            member: cn=nobody

            """
        return text.replacing("changetype: add\n", with: "")
    }

    var options: [String: JSON] {
        [
            "url": .string(server.url), "user": .string(LDAPServer.reader),
            "password": .string(LDAPServer.readerPassword), "suffix": .string(LDAPServer.suffix),
            "user_tree_dn": .string(Self.people), "group_tree_dn": .string(Self.groups), "page_size": 100,
            "user_id_attribute": "uid", "user_name_attribute": "uid", "user_enabled_attribute": "employeeType",
            "group_id_attribute": "cn", "group_name_attribute": "cn",
            "tls_cacertfile": server.authority.map { .string($0) } ?? .null,
        ]
    }

    func configure(_ more: [String: JSON] = [:]) async throws {
        let config: JSON = [
            "config": ["identity": ["driver": "ldap"], "ldap": .object(options.merging(more) { $1 })]
        ]
        let answer = try await cloud.call(.put, "/v3/domains/\(domain)/config", cloud.admin, config)
        guard [200, 201].contains(answer.status) else { throw Fault(answer.status, answer.message) }
    }

    func signIn(_ name: String, _ password: String, scope: JSON? = nil) async throws -> IdentityFixture.Answer {
        try await signIn(["name": .string(name), "domain": ["name": "corporate"]], password, scope: scope)
    }

    func signIn(_ user: JSON, _ password: String, scope: JSON? = nil) async throws -> IdentityFixture.Answer {
        var user = user.object ?? [:]
        user["password"] = .string(password)
        var auth: [String: JSON] = ["identity": ["methods": ["password"], "password": ["user": .object(user)]]]
        auth["scope"] = scope
        return try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": .object(auth)])
    }

    /// Of the work project.
    func token(_ name: String, _ password: String) async throws -> String {
        let answer = try await signIn(name, password, scope: ["project": ["id": .string(project)]])
        guard answer.status == 201, let token = answer.headers[.subjectToken] else {
            throw Fault(answer.status, "no token for \(name): \(answer.message)")
        }
        return token
    }

    func id(_ kind: String, _ name: String) async throws -> String {
        let answer = try await cloud.call(.get, "/v3/\(kind)?domain_id=\(domain)&name=\(name)", cloud.admin)
        guard answer.status == 200, let id = answer[kind].array?.first?["id"]?.string else {
            throw Fault(404, "no \(name) among \(kind): \(answer.message)")
        }
        return id
    }

    /// Gives a role on the work project.
    func grant(_ role: String, _ kind: String, _ id: String) async throws {
        let path = "/v3/projects/\(project)/\(kind)/\(id)/roles/\(try await cloud.roleID(role))"
        let answer = try await cloud.call(.put, path, cloud.admin)
        guard answer.status == 204 else { throw Fault(answer.status, answer.message) }
    }

    /// Until what the directory said must be asked again.
    func wait() { cloud.ahead.withLock { $0 += .seconds(301) } }
}
