import ArgumentParser
import CloudAuth
import FoundationEssentials

/// `apus policy …`: the rules of the cloud's services, and why they decide as they do.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Show, check and explain who may do what.",
        subcommands: [PolicyCheckCommand.self, List.self, Sample.self, Validate.self])

    /// `apus policy list SERVICE`: the rules in effect, and where each comes from.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List a service's rules as they are in effect.")

        @Argument(help: "identity, image, placement, compute or network.")
        var service: String

        func run() async throws {
            let rules = try ServicePolicy(service).policy.rules.values
            for rule in rules.sorted(by: { $0.name < $1.name }) {
                print("\(rule.name)\t\(rule.file ?? "default")\t\(rule.check)")
            }
        }
    }

    /// `apus policy sample SERVICE`: all defaults, as comments of a file to start from.
    struct Sample: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sample", abstract: "Print all of a service's rules as a file to start from.")

        @Argument(help: "identity, image, placement, compute or network.")
        var service: String

        func run() async throws {
            let service = try ServicePolicy(service)
            print(PolicySample(service.policy.defaults, operations: service.operations).text)
        }
    }

    /// `apus policy validate FILE`: whether a file of rules can be used.
    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "validate", abstract: "Check a file of rules before it is put in place.")

        @Argument(help: "The file, in oslo.policy's form.")
        var file: String

        @Option(help: "The service that it is for; else the file's name says it: identity.yaml.")
        var service: String?

        func run() async throws {
            let name = file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? file
            let service = try ServicePolicy(service ?? name)
            guard let content = FileManager.default.contents(atPath: file) else {
                throw CommandFailure("\(file) cannot be read.")
            }
            let texts: [String: String]
            do {
                texts = try Policy.overrides(yaml: String(decoding: content, as: UTF8.self))
                _ = try Policy(service.policy.defaults, overrides: texts)
            } catch let error as PolicySyntaxError { throw CommandFailure("\(file): \(error)") }
            let known = Set(service.policy.defaults.map(\.name) + ["default"])
            for name in texts.keys.sorted() where !known.contains(name) {
                print("apus: \(name) guards nothing by itself; other rules may refer to it")
            }
            print("apus: \(file) is good: \(texts.count) rules")
        }
    }
}
