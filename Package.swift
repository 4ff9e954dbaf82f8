// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// One module of ours: its room under `Sources/`, and the lower modules and products it imports.
struct Module {
    var name: String
    var room: String
    var imports: [Target.Dependency]

    init(_ room: String, _ name: String, _ imports: [Target.Dependency]) {
        self.name = name
        self.room = room
        self.imports = imports
    }
}

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let tls = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let posix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let files = Target.Dependency.product(name: "_NIOFileSystem", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// What every service is built on.
let core: [Target.Dependency] = [
    "CloudCore", "CloudJSON", "CloudConfiguration", "CloudObservability", "CloudSQL", "CloudMessaging", "CloudTasks",
    "CloudNotifications", "CloudAuth", "CloudHTTP", "CloudService", httpTypes, nio,
]

// Modules rise in layers: each names only modules above it in this list. `LayeringTests` proves it.
let modules: [Module] = [
    Module("Core", "CloudCore", []),
    Module("Core", "CloudJSON", ["CloudCore"]),
    Module("Core", "CloudConfiguration", ["CloudCore", yams]),
    Module("Core", "CloudObservability", ["CloudCore", "CloudJSON"]),
    Module("Core", "CloudSQL", ["CloudCore", "CloudJSON", "CSQLite", "CPostgreSQL"]),
    Module("Core", "LDAPKit", ["CloudCore", "CLDAP"]),
    Module("Core", "SAMLKit", ["CloudCore", "CXMLSec"]),
    Module("Core", "CloudMessaging", ["CloudCore", "CloudJSON", "CloudObservability", "CRabbitMQ", "CShim"]),
    Module("Core", "CloudTasks", ["CloudCore", "CloudJSON", "CloudObservability", "CloudSQL", "CloudMessaging"]),
    Module(
        "Core", "CloudNotifications",
        [
            "CloudCore", "CloudJSON", "CloudConfiguration", "CloudObservability", "CloudSQL", "CloudMessaging", crypto,
        ]),
    Module("Core", "CloudAuth", ["CloudCore", "CloudJSON", yams]),
    Module(
        "Core", "CloudHTTP",
        [
            "CloudCore", "CloudJSON", "CloudObservability", "CloudAuth", httpTypes, nio, posix, nioHTTP1, tls, logging,
            hummingbird, asyncHTTPClient, crypto,
        ]),
    Module(
        "Core", "CloudService",
        [
            "CloudCore", "CloudConfiguration", "CloudObservability", "CloudSQL", "CloudMessaging", "CloudTasks",
            "CloudNotifications", "CloudAuth", "CloudHTTP",
        ]),
    Module("Clients", "AgentProtocols", ["CloudCore", "CloudJSON", "CloudMessaging"]),
    Module(
        "Clients", "ServiceClients",
        ["CloudCore", "CloudJSON", "CloudObservability", "CloudAuth", "CloudHTTP", httpTypes, nio]),
    Module("Host", "HostKit", ["CloudCore", "CShim"]),
    Module("Host", "DiskImageKit", ["CloudCore", "CloudJSON", "HostKit"]),
    Module("Host", "HypervisorKit", ["CloudCore", "HostKit", "CLibvirt", "CShim"]),
    Module("Host", "NetworkKit", ["CloudCore", "HostKit", "CShim"]),
    Module(
        "Services", "IdentityService", core + ["AgentProtocols", "LDAPKit", "SAMLKit", "CShim", crypto, cryptoExtras]),
    Module("Services", "ImageService", core + ["ServiceClients", "DiskImageKit", crypto, files]),
    Module("Services", "PlacementService", core + ["ServiceClients"]),
    Module("Services", "ComputeService", core + ["ServiceClients", "AgentProtocols", crypto]),
    Module("Services", "NetworkService", core + ["ServiceClients", "AgentProtocols"]),
    Module(
        "Agents", "ComputeAgent",
        [
            "CloudCore", "CloudJSON", "CloudConfiguration", "CloudObservability", "CloudMessaging", "CloudAuth",
            "CloudHTTP",
            "CloudService", "AgentProtocols", "ServiceClients", "HostKit", "DiskImageKit", "HypervisorKit", nio,
            httpTypes,
        ]),
    Module(
        "Agents", "NetworkAgent",
        [
            "CloudCore", "CloudJSON", "CloudConfiguration", "CloudObservability", "CloudMessaging", "CloudAuth",
            "CloudHTTP",
            "CloudService", "AgentProtocols", "ServiceClients", "HostKit", "NetworkKit", nio, posix, httpTypes, crypto,
        ]),
]

let executable = Target.executableTarget(
    name: "apus",
    dependencies: modules.map { .byName(name: $0.name) } + ["CShim", arguments, yams, logging, httpTypes, nio],
    path: "Sources/apus", swiftSettings: settings)

let systemLibraries: [Target] = [
    .systemLibrary(
        name: "CSQLite", path: "Sources/System/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
        name: "CPostgreSQL", path: "Sources/System/CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(
        name: "CRabbitMQ", path: "Sources/System/CRabbitMQ", pkgConfig: "librabbitmq",
        providers: [.apt(["librabbitmq-dev"])]),
    .systemLibrary(
        name: "CLibvirt", path: "Sources/System/CLibvirt", pkgConfig: "libvirt", providers: [.apt(["libvirt-dev"])]),
    .systemLibrary(
        name: "CLDAP", path: "Sources/System/CLDAP", pkgConfig: "ldap", providers: [.apt(["libldap-dev"])]),
    .systemLibrary(
        name: "CXMLSec", path: "Sources/System/CXMLSec", pkgConfig: "xmlsec1-openssl",
        providers: [.apt(["libxmlsec1-dev", "libxml2-dev"])]),
    .target(
        name: "CShim", dependencies: ["CRabbitMQ"], path: "Sources/System/CShim",
        linkerSettings: [.linkedLibrary("crypt"), .linkedLibrary("rabbitmq")]),
]

/// A module's tests: `Tests/<Module>Tests`, with the module itself, what it imports, and the test kit.
func tests(of module: Module) -> Target {
    .testTarget(
        name: module.name + "Tests", dependencies: [.byName(name: module.name), "TestKit"] + module.imports,
        path: "Tests/\(module.name)Tests", swiftSettings: settings)
}

let testKit = Target.target(
    name: "TestKit", dependencies: core, path: "Tests/TestKit", swiftSettings: settings)

let package = Package(
    name: "apus",
    products: [.executable(name: "apus", targets: ["apus"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: systemLibraries
        + modules.map {
            .target(
                name: $0.name, dependencies: $0.imports, path: "Sources/\($0.room)/\($0.name)", swiftSettings: settings)
        }
        + [executable, testKit]
        + modules.map(tests(of:))
        + [.testTarget(name: "HouseTests", path: "Tests/HouseTests", swiftSettings: settings)],
    swiftLanguageModes: [.v6]
)
