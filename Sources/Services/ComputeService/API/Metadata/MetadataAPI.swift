import AgentProtocols
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// The metadata service: what a guest gets from 169.254.169.254, in OpenStack's format (below `/openstack`) and in
/// Amazon's.
struct MetadataAPI: Sendable {
    let actions: MetadataActions

    /// Versions of the OpenStack format, each with the files that are new in it.
    private static let versions: [(name: String, files: [String])] = [
        ("2012-08-10", ["meta_data.json", "user_data"]), ("2013-04-04", ["password"]),
        ("2013-10-17", ["vendor_data.json"]), ("2015-10-15", ["network_data.json"]), ("2016-06-30", []),
        ("2016-10-06", ["vendor_data2.json"]), ("2017-02-22", []), ("2018-08-27", []), ("2020-10-14", []),
        ("latest", []),
    ]

    var routes: [Route] {
        [
            Route.get("/{path*}", "-", get).open(),
            Route.post("/{path*}", "-", post).open(),
        ]
    }

    func get(_ request: APIRequest) async throws -> Response {
        let path = request.parameter("path").split(separator: "/").map(String.init)
        let guest = try await guest(request)
        guard let first = path.first else {
            return Self.text((EC2Metadata.versions + ["openstack"]).joined(separator: "\n"))
        }
        if first == "openstack" { return try openStack(path.dropFirst(), guest) }
        guard EC2Metadata.versions.contains(first) else { throw Self.missing }
        return try amazon(path.dropFirst(), guest)
    }

    /// A guest that would store its password, encrypted for its owner.
    func post(_ request: APIRequest) async throws -> Response {
        _ = try await guest(request)
        throw Fault.notImplemented("Passwords of guests are not stored.")
    }

    private func guest(_ request: APIRequest) async throws -> MetadataActions.Guest {
        let headers = request.request.headers
        func header(_ name: String) throws -> String {
            guard let value = headers[.named(name)], !value.isEmpty else {
                throw Fault.badRequest("\(name) header is missing from request.")
            }
            return value
        }
        return try await actions.guest(
            header("X-Instance-ID"), projectID: header("X-Tenant-ID"),
            signature: headers[.named("X-Instance-ID-Signature")] ?? "")
    }

    // MARK: OpenStack

    private func openStack(_ path: ArraySlice<String>, _ guest: MetadataActions.Guest) throws -> Response {
        guard let version = path.first else { return Self.text(Self.versions.map(\.name).joined(separator: "\n")) }
        guard let place = Self.versions.firstIndex(where: { $0.name == version }) else { throw Self.missing }
        let files = Self.versions[...place].flatMap(\.files).filter { $0 != "user_data" || guest.userData != nil }
        let rest = path.dropFirst()
        guard let file = rest.first else { return Self.text(files.joined(separator: "\n")) }
        guard files.contains(file), rest.count == 1 else { throw Self.missing }
        switch file {
        case "meta_data.json": return .json(.ok, guest.metadata(seed: MetadataActions.seed()).metaData)
        case "network_data.json": return .json(.ok, guest.metadata(seed: "").networkData)
        case "user_data": return try userData(guest)
        case "password": return Self.text("")
        default: return .json(.ok, JSON.object([:]))
        }
    }

    // MARK: Amazon

    private func amazon(_ path: ArraySlice<String>, _ guest: MetadataActions.Guest) throws -> Response {
        switch path.first {
        case nil: return Self.text(guest.userData == nil ? "meta-data/" : "meta-data/\nuser-data")
        case "user-data" where path.count == 1: return try userData(guest)
        case "meta-data":
            guard let node = guest.ec2.root.find(path.dropFirst()) else { throw Self.missing }
            return Self.text(node.listing)
        default: throw Self.missing
        }
    }

    // MARK: Parts

    private func userData(_ guest: MetadataActions.Guest) throws -> Response {
        guard let bytes = guest.userData else { throw Self.missing }
        return Response(
            .ok, headers: [.contentType: "application/octet-stream"], body: .bytes(ByteBuffer(bytes: bytes)))
    }

    private static let missing = Fault.notFound("The resource could not be found.")

    private static func text(_ text: String) -> Response {
        Response(
            .ok, headers: [.contentType: "text/plain; charset=UTF-8"], body: .bytes(ByteBuffer(string: text)))
    }
}
