import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

@testable import IdentityService

/// Two domains with people and things in each (`world.tsv`), and one caller of each kind; those with a scope have it on
/// the first domain or its project.
struct PermissionCloud {
    struct Persona: Sendable {
        var userID: String
        var token: String?
        var scope: JSON?
    }

    let cloud: IdentityFixture
    let provider: OpenIDProvider
    private(set) var personas: [String: Persona] = [:]
    var variables: [String: String] = ["password": IdentityFixture.planted]
    /// What the next requests show beside their token.
    var headers = HTTPFields()
    /// The OAuth1 consumer at work, and its request token.
    var consumer: OAuth1Tests.Key?
    var asked: OAuth1Tests.Key?
    var verifier: String?
    private var count = 0

    init(_ cloud: IdentityFixture, _ provider: OpenIDProvider, _ names: [String]) async throws {
        self.cloud = cloud
        self.provider = provider
        for (name, step) in try PermissionTable.world() {
            variables["new"] = nil
            try await prepare(step)
            if name != "-" { variables[name] = variables["new"] }
        }
        for name in names { personas[name] = try await persona(name) }
    }

    /// Does what must come first; what it makes is `$new`, what it signs in is `$subject`.
    mutating func prepare(_ step: String, for persona: Persona? = nil) async throws {
        if let persona { variables["self"] = persona.userID }
        let words = step.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.first?.first?.isUppercase == true, words.count > 1 else {
            try await special(step.split(separator: " ").map(String.init), persona)
            return
        }
        let answer = try await ask(words[0], words[1], words.count > 2 ? words[2] : "", cloud.admin)
        guard (200..<300).contains(answer.status) else { throw Fault(answer.status, "\(step): \(answer.message)") }
        if let id = answer.body.object?.values.compactMap(Self.id).first { variables["new"] = id }
    }

    /// Of what was made, or of the first of several.
    private static func id(_ made: JSON) -> String? {
        let one = made.array?.first ?? made
        return one["id"]?.string ?? one["access"]?.string
    }

    /// Asks as one kind of caller.
    mutating func ask(_ row: PermissionTable.Row, as persona: Persona) async throws -> IdentityFixture.Answer {
        variables["self"] = persona.userID
        return try await ask(row.method, row.request, row.body, persona.token)
    }

    /// The text with its variables; `$n` is another name each time.
    mutating func filled(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "$" else {
                result.append(character)
                continue
            }
            let name = String(rest.prefix { $0.isLetter || $0 == "_" })
            rest = rest.dropFirst(name.count)
            if name == "n" { count += 1 }
            result += name == "n" ? "n\(count)" : variables[name] ?? "$" + name
        }
        return result
    }

    func value(_ name: String) -> JSON { .string(variables[name] ?? "") }

    /// A body that is no JSON is a form.
    mutating func ask(
        _ method: String, _ path: String, _ body: String, _ token: String?
    ) async throws -> IdentityFixture.Answer {
        guard let method = HTTPRequest.Method(rawValue: method) else { throw Fault.badRequest(method) }
        let (path, body) = (filled(path), filled(body))
        guard body.isEmpty || body.hasPrefix("{") else {
            return try await OAuth2Tests.send(cloud, method, path, body, token.map { ["X-Auth-Token": $0] } ?? [:])
        }
        let content = body.isEmpty ? nil : try JSON(parsing: Array(body.utf8))
        let subject = path == "/v3/auth/tokens" && body.isEmpty ? variables["subject"] : nil
        return try await cloud.call(method, path, token, content, subject: subject, headers: headers)
    }

    /// `project-reader`: who has the role reader on the first domain's project, and a token for it.
    private mutating func persona(_ name: String) async throws -> Persona {
        if name == "none" { return Persona(userID: "nobody", token: nil) }
        let password = JSON.string(IdentityFixture.planted)
        let user = try await cloud.create(
            "users", "user", ["name": .string(name), "domain_id": value("own_domain"), "password": password])
        var scope: JSON?
        if name != "unscoped" {
            let parts = name.split(separator: "-").map(String.init)
            let role = parts[1] == "other" ? variables["visitor_role"] ?? "" : try await cloud.roleID(parts[1])
            switch parts[0] {
            case "project": scope = ["project": ["id": value("own_project")]]
            case "domain": scope = ["domain": ["id": value("own_domain")]]
            default: scope = ["system": ["all": true]]
            }
            let place = parts[0] == "system" ? "system" : "\(parts[0])s/$own_\(parts[0])"
            try await prepare("PUT /v3/\(place)/users/\(user)/roles/\(role)")
        }
        return Persona(userID: user, token: try await signIn(user, scope), scope: scope)
    }

    /// Another token for one whose old one is no more.
    mutating func renew(_ name: String) async throws {
        guard let persona = personas[name] else { return }
        let token = try await signIn(persona.userID, persona.scope)
        personas[name]?.token = token
    }

    /// A token of a user's, by password.
    func signIn(_ userID: String, _ scope: JSON?) async throws -> String {
        let user: JSON = ["id": .string(userID), "password": .string(IdentityFixture.planted)]
        var auth: [String: JSON] = ["identity": ["methods": ["password"], "password": ["user": user]]]
        auth["scope"] = scope
        let answer = try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": .object(auth)])
        guard let token = answer.headers[.subjectToken] else { throw Fault(answer.status, "no token for \(userID)") }
        return token
    }
}
