import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

@testable import IdentityService

/// Steps before a request that are more than a request of the administrator's. A user is named as in `world.tsv`, or
/// `self`. `renewing` only says that the request ends the caller's token.
extension PermissionCloud {
    mutating func special(_ words: [String], _ persona: Persona?) async throws {
        let user = words.count > 1 ? name(words[1], persona) : ""
        switch words[0] {
        case "token": variables["subject"] = try await signIn(user, nil)
        case "credential": variables["new"] = try await credential(user).id
        case "rule": try await accessRule(user)
        case "trust": try await trust(user, name(words[2], persona))
        case "consumer": consumer = try await OAuth1Tests.consumer(cloud)
        case "requested": try await request(user)
        case "agreed": try await agree(cloud.admin, cloud.outcome.adminProjectID)
        case "access": try await access(user, words[1].hasPrefix("own") ? "own_project" : "other_project")
        case "signed": try sign(words[1], words.count > 2 ? variables[words[2]] : nil)
        case "vouched": headers[.authorization] = "Bearer " + (try provider.token())
        case "renewing": break
        default: throw Fault.badRequest(words.joined(separator: " "))
        }
    }

    private func name(_ word: String, _ persona: Persona?) -> String {
        word == "self" ? persona?.userID ?? "" : variables[word] ?? ""
    }

    /// A token of the user's for a project that nothing else is asked about, in which they read.
    private mutating func projectToken(_ user: String) async throws -> String {
        try await prepare("PUT /v3/projects/$spare_project/users/\(user)/roles/$reader")
        return try await signIn(user, ["project": ["id": value("spare_project")]])
    }

    private mutating func post(
        _ path: String, _ one: String, _ body: String, _ token: String
    ) async throws -> JSON {
        let made = try await ask("POST", path, body, token)
        guard made.status == 201 else { throw Fault(made.status, "\(path): \(made.message)") }
        return made[one]
    }

    /// An application credential; its secret is `$password`.
    private mutating func credential(
        _ user: String, _ more: String = ""
    ) async throws -> (id: String, token: String, made: JSON) {
        let token = try await projectToken(user)
        let made = try await post(
            "/v3/users/\(user)/application_credentials", "application_credential",
            #"{"application_credential":{"name":"$n","secret":"$password"\#(more)}}"#, token)
        return (made["id"]?.string ?? "", token, made)
    }

    /// An access rule that no application credential has any more.
    private mutating func accessRule(_ user: String) async throws {
        let rule = #","access_rules":[{"service":"compute","method":"GET","path":"/$n"}]"#
        let (id, token, made) = try await credential(user, rule)
        let gone = try await ask("DELETE", "/v3/users/\(user)/application_credentials/\(id)", "", token)
        guard gone.status == 204 else { throw Fault(gone.status, gone.message) }
        variables["new"] = made["access_rules"]?.array?.first?["id"]?.string
    }

    private mutating func trust(_ user: String, _ trustee: String) async throws {
        let body = """
            {"trust":{"trustor_user_id":"\(user)","trustee_user_id":"\(trustee)","impersonation":false,\
            "project_id":"$spare_project","roles":[{"id":"$reader"}]}}
            """
        let token = try await projectToken(user)
        variables["new"] = try await post("/v3/OS-TRUST/trusts", "trust", body, token)["id"]?.string
    }

    /// A request token for a project.
    private mutating func request(_ project: String) async throws {
        guard let consumer else { throw Fault.badRequest("no consumer") }
        let token = try await OAuth1Tests.ask(cloud, consumer, project)
        asked = token
        variables["new"] = token.id
    }

    /// A request token of a new consumer that somebody agreed to.
    private mutating func agree(_ token: String, _ project: String) async throws {
        consumer = try await OAuth1Tests.consumer(cloud)
        try await request(project)
        guard let asked else { return }
        let answer = try await OAuth1Tests.agree(cloud, asked, "reader", token)
        guard let code = answer["token"]["oauth_verifier"]?.string else { throw Fault(answer.status, answer.message) }
        verifier = code
    }

    /// An access token of the user's, who is made an administrator of the project for it.
    private mutating func access(_ user: String, _ project: String) async throws {
        try await prepare("PUT /v3/projects/$\(project)/users/\(user)/roles/$admin_role")
        let token = try await signIn(user, ["project": ["id": value(project)]])
        try await agree(token, variables[project] ?? "")
        guard let consumer, let asked, let verifier else { return }
        let answer = try await OAuth1Tests.signed(
            cloud, "/v3/OS-OAUTH1/access_token", consumer, asked, ["oauth_verifier": verifier])
        variables["new"] = try OAuth1Tests.key(answer.text).id
    }

    /// Signs the next request as the consumer; with the verifier when somebody agreed.
    private mutating func sign(_ path: String, _ project: String?) throws {
        guard let consumer else { throw Fault.badRequest("no consumer") }
        headers[.authorization] = OAuth1Tests.authorization(
            cloud, path, consumer, project == nil ? asked : nil,
            project == nil ? ["oauth_verifier": verifier ?? ""] : ["oauth_callback": "oob"])
        headers[.named("Requested-Project-Id")] = project
    }
}
