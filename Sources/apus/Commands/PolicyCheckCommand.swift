import ArgumentParser
import CloudAuth
import CloudCore
import CloudJSON
import FoundationEssentials

/// `apus policy check SERVICE RULE …`: whether somebody may do something, and why.
struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Explain a decision.",
        discussion: "The caller is read from a token (what GET /v3/auth/tokens answers), or described by options.")

    @Argument(help: "identity, image, placement, compute or network.")
    var service: String

    @Argument(help: "The rule's name: identity:get_user.")
    var rule: String

    @Option(help: "A file with a token's body as identity shows it.")
    var tokenFile: String?

    @Option(help: "The caller's user id.")
    var user = "the-caller"

    @Option(help: "The domain of the caller.")
    var userDomain = "default"

    @Option(help: ArgumentHelp("A role of the caller, by name; implied roles are not added.", valueName: "name"))
    var role: [String] = []

    @Option(help: "The project that the token is for.")
    var project: String?

    @Option(help: "The domain of that project.")
    var projectDomain = "default"

    @Option(help: "The domain that the token is for.")
    var domain: String?

    @Option(help: "The system that the token is for: all.")
    var system: String?

    @Option(help: ArgumentHelp("What the rule is asked about; the value None is none.", valueName: "name=value"))
    var target: [String] = []

    func validate() throws {
        guard [project, domain, system].compactMap({ $0 }).count <= 1 else {
            throw ValidationError("A token is for a project, a domain or the system, not for several of them.")
        }
        guard system ?? "all" == "all" else { throw ValidationError("The only system is: all.") }
        guard target.allSatisfy({ $0.contains("=") }) else { throw ValidationError("A target is name=value.") }
    }

    func run() async throws {
        let caller = try tokenFile.map(Self.caller) ?? described
        var asked: PolicyTarget = [:]
        for entry in target {
            let name = String(entry.prefix { $0 != "=" })
            let value = String(entry.dropFirst(name.count + 1))
            asked[name] = .some(value == "None" ? nil : value)
        }
        let explanation = try ServicePolicy(service).policy.explain(rule, caller, asked)
        print(explanation.text(rule))
        if !explanation.isAllowed { throw ExitCode(1) }
    }

    private var described: Caller {
        let scope: Caller.Scope =
            if let project {
                .project(
                    .init(id: project, name: project), domain: .init(id: projectDomain, name: projectDomain),
                    isDomain: false)
            } else if let domain {
                .domain(.init(id: domain, name: domain))
            } else {
                system == nil ? .unscoped : .system
            }
        return Caller(
            token: "", user: .init(id: user, name: user), userDomain: .init(id: userDomain, name: userDomain),
            scope: scope, roles: role, expiresAt: CloudClock.system.now)
    }

    private static func caller(_ file: String) throws -> Caller {
        guard let content = FileManager.default.contents(atPath: file) else {
            throw CommandFailure("\(file) cannot be read.")
        }
        let body = try JSON(parsing: Array(content))
        guard let token = body["token"] ?? Optional(body), let user = named(token["user"]) else {
            throw CommandFailure("\(file) holds no token: {\"token\": {\"user\": …}} is expected.")
        }
        let scope: Caller.Scope =
            if let project = named(token["project"]) {
                .project(
                    project, domain: named(token["project"]?["domain"]) ?? .init(id: "", name: ""),
                    isDomain: token["is_domain"]?.bool ?? false)
            } else if let domain = named(token["domain"]) {
                .domain(domain)
            } else {
                token["system"]?["all"]?.bool == true ? .system : .unscoped
            }
        return Caller(
            token: "", user: user, userDomain: named(token["user"]?["domain"]) ?? .init(id: "", name: ""),
            scope: scope, roles: (token["roles"]?.array ?? []).compactMap { $0["name"]?.string },
            expiresAt: token["expires_at"]?.string.flatMap { Timestamp($0) } ?? CloudClock.system.now,
            auditID: token["audit_ids"]?.array?.first?.string)
    }

    private static func named(_ value: JSON?) -> Caller.Named? {
        value?["id"]?.string.map { Caller.Named(id: $0, name: value?["name"]?.string ?? $0) }
    }
}
