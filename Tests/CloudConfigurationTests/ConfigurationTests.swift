import CloudConfiguration
import Testing

@Suite struct ConfigurationTests {
    static let port = ConfigurationKey("api.port", default: 1)
    static let name = ConfigurationKey<String?>("api.name", default: nil)
    static let wait = ConfigurationKey("api.wait", default: Duration.seconds(3))
    static let hosts = ConfigurationKey("api.hosts", default: [String]())
    static let on = ConfigurationKey("api.on", default: false)

    @Test func flagsBeatEnvironmentBeatsFile() throws {
        let yaml = "api:\n  port: 2\n  wait: 200ms\n  hosts: [a, b]\n  on: yes\n"
        #expect(try Configuration()[Self.port] == 1)
        let file = try Configuration(yaml: yaml)
        #expect(try file[Self.port] == 2)
        #expect(try file[Self.wait] == .milliseconds(200))
        #expect(try file[Self.hosts] == ["a", "b"])
        #expect(try file[Self.on])
        #expect(try file[Self.name] == nil)
        let environment = ["APUS_API_PORT": "3", "APUS_API_NAME": "n", "APUS_API_HOSTS": "c, d"]
        #expect(try Configuration(yaml: yaml, environment: environment)[Self.port] == 3)
        #expect(try Configuration(yaml: yaml, environment: environment)[Self.name] == "n")
        #expect(try Configuration(yaml: yaml, environment: environment)[Self.hosts] == ["c", "d"])
        #expect(try Configuration(yaml: yaml, environment: environment, flags: ["api.port": "4"])[Self.port] == 4)
    }

    @Test func namesWhatIsWrong() throws {
        let configuration = try Configuration(yaml: "api:\n  port: many\n")
        let error = #expect(throws: ConfigurationError.self) { try configuration[Self.port] }
        #expect(error?.description == "api.port: \"many\" is not an integer.")
        let list = try Configuration(yaml: "api:\n  port: [1]\n  name: [a]\n")
        let unlisted = #expect(throws: ConfigurationError.self) { try list[Self.port] }
        #expect(unlisted?.description == "api.port: a single value is wanted, not a list.")
        #expect(throws: ConfigurationError.self) { try list[Self.name] }
        #expect(throws: ConfigurationError.self) { try Configuration(yaml: "- list") }
        #expect(throws: ConfigurationError.self) { try Configuration(yaml: "a: [") }
    }
}
