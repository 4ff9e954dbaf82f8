import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

@testable import IdentityService

/// Two domains with people and things in each, and one caller of each kind; those with a scope have it on the first
/// domain or its project.
struct PermissionCloud {
    struct Persona: Sendable {
        var userID: String
        var token: String?
        var isOfProject = false
    }

    let cloud: IdentityFixture
    private(set) var personas: [String: Persona] = [:]
    private var variables: [String: String] = ["password": IdentityFixture.planted]
    private var count = 0

    init(_ cloud: IdentityFixture, _ names: [String]) async throws {
        self.cloud = cloud
        for place in ["own", "other"] {
            let domain = try await make("\(place)_domain", "domains", "domain", ["name": .string(place)])
            let within: JSON = .string(domain)
            try await make(
                "\(place)_project", "projects", "project", ["name": .string(place), "domain_id": within])
            try await make("\(place)_group", "groups", "group", ["name": .string(place), "domain_id": within])
            for kind in ["user", "second"] {
                let name = JSON.string("\(place)-\(kind)")
                let password = JSON.string(IdentityFixture.planted)
                try await make(
                    "\(place)_\(kind)", "users", "user", ["name": name, "domain_id": within, "password": password])
            }
        }
        try await make("plain_role", "roles", "role", ["name": "plain"])
        try await make("second_role", "roles", "role", ["name": "second"])
        try await make("visitor_role", "roles", "role", ["name": "visitor"])
        try await make("domain_role", "roles", "role", ["name": "mine", "domain_id": value("$own_domain")])
        variables["reader"] = try await cloud.roleID("reader")
        try await make("region", "regions", "region", [:])
        try await make("service", "services", "service", ["type": "x"])
        let endpoint: JSON = ["service_id": value("$service"), "interface": "public", "url": "http://x"]
        try await make("endpoint", "endpoints", "endpoint", endpoint)
        let group: JSON = ["name": "g", "filters": ["interface": "admin"]]
        try await make("endpoint_group", "OS-EP-FILTER/endpoint_groups", "endpoint_group", group)
        try await make("policy", "policies", "policy", ["type": "t", "blob": "b"])
        try await make("consumer", "OS-OAUTH1/consumers", "consumer", ["description": "c"])
        for path in [
            "groups/$own_group/users/$own_user", "groups/$other_group/users/$own_user",
            "groups/$own_group/users/$other_user", "groups/$other_group/users/$other_user",
            "projects/$other_project/users/$other_user/roles/$reader",
        ] { try await prepare("PUT /v3/" + path) }
        for name in names { personas[name] = try await persona(name) }
    }

    /// Does what must come first; what it makes is `$new`, what it signs in is `$subject`.
    mutating func prepare(_ step: String, for persona: Persona? = nil) async throws {
        if let persona { variables["self"] = persona.userID }
        let words = step.split(separator: " ", maxSplits: 2).map(String.init)
        let user = words[1] == "self" ? persona?.userID ?? "" : variables[words[1]] ?? ""
        switch words[0] {
        case "token":
            let answer = try await signIn(user, nil)
            guard let token = answer.headers[.subjectToken] else { throw Fault(answer.status, step) }
            variables["subject"] = token
        case "credential":
            try await makeCredential(user, words[1] == "self" ? persona : nil)
        default:
            let answer = try await ask(words[0], words[1], words.count > 2 ? words[2] : "", cloud.admin)
            guard (200..<300).contains(answer.status) else { throw Fault(answer.status, "\(step): \(answer.message)") }
            if let id = answer.body.object?.values.compactMap(Self.id).first { variables["new"] = id }
        }
    }

    /// Of what was made, or of the first of several.
    private static func id(_ made: JSON) -> String? {
        let one = made.array?.first ?? made
        return one["id"]?.string ?? one["access"]?.string
    }

    /// An application credential of the user for the first domain's project.
    private mutating func makeCredential(_ user: String, _ persona: Persona?) async throws {
        var token = persona.flatMap { $0.isOfProject ? $0.token : nil }
        if token == nil {
            try await prepare("PUT /v3/projects/$own_project/users/\(user)/roles/$reader")
            token = try await signIn(user, ["project": ["id": value("$own_project")]]).headers[.subjectToken]
        }
        let path = "/v3/users/\(user)/application_credentials"
        let made = try await ask("POST", path, #"{"application_credential": {"name": "$n"}}"#, token)
        guard let id = made["application_credential"]["id"]?.string else { throw Fault(made.status, made.message) }
        variables["new"] = id
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

    private func value(_ name: String) -> JSON { .string(variables[String(name.dropFirst())] ?? "") }

    private mutating func ask(
        _ method: String, _ path: String, _ body: String, _ token: String?
    ) async throws -> IdentityFixture.Answer {
        guard let method = HTTPRequest.Method(rawValue: method) else { throw Fault.badRequest(method) }
        let content = body.isEmpty ? nil : try JSON(parsing: Array(filled(body).utf8))
        let subject = path == "/v3/auth/tokens" && body.isEmpty ? variables["subject"] : nil
        return try await cloud.call(method, filled(path), token, content, subject: subject)
    }

    @discardableResult
    private mutating func make(_ name: String, _ path: String, _ one: String, _ members: JSON) async throws -> String {
        let id = try await cloud.create(path, one, members)
        variables[name] = id
        return id
    }

    /// `project-reader`: who has the role reader on the first domain's project, and a token for it.
    private mutating func persona(_ name: String) async throws -> Persona {
        if name == "none" { return Persona(userID: "nobody", token: nil) }
        let password = JSON.string(IdentityFixture.planted)
        let user = try await cloud.create(
            "users", "user", ["name": .string(name), "domain_id": value("$own_domain"), "password": password])
        var scope: JSON?
        if name != "unscoped" {
            let parts = name.split(separator: "-").map(String.init)
            let role = parts[1] == "other" ? variables["visitor_role"] ?? "" : try await cloud.roleID(parts[1])
            switch parts[0] {
            case "project": scope = ["project": ["id": value("$own_project")]]
            case "domain": scope = ["domain": ["id": value("$own_domain")]]
            default: scope = ["system": ["all": true]]
            }
            let place = parts[0] == "system" ? "system" : "\(parts[0])s/$own_\(parts[0])"
            try await prepare("PUT /v3/\(place)/users/\(user)/roles/\(role)")
        }
        let answer = try await signIn(user, scope)
        guard let token = answer.headers[.subjectToken] else { throw Fault(answer.status, "no token for \(name)") }
        return Persona(userID: user, token: token, isOfProject: name.hasPrefix("project-"))
    }

    private func signIn(_ userID: String, _ scope: JSON?) async throws -> IdentityFixture.Answer {
        let user: JSON = ["id": .string(userID), "password": .string(IdentityFixture.planted)]
        var auth: [String: JSON] = ["identity": ["methods": ["password"], "password": ["user": user]]]
        auth["scope"] = scope
        return try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": .object(auth)])
    }
}
