/// What we write beside a guest into its definition, so that whoever finds it knows whose it is.
package struct GuestMetadata: Sendable, Codable, Equatable {
    package var flavor: String
    package var projectID: String
    package var userID: String
    /// The request that made it.
    package var requestID: String
    package var imageID: String

    package init(
        flavor: String = "", projectID: String = "", userID: String = "", requestID: String = "", imageID: String = ""
    ) {
        self.flavor = flavor
        self.projectID = projectID
        self.userID = userID
        self.requestID = requestID
        self.imageID = imageID
    }

    /// The namespace by which a guest of ours is told from a stranger's.
    package static let namespace = "https://apus.cloud/xmlns/guest/1"

    var element: XMLElement {
        XMLElement(
            "apus:guest", ["xmlns:apus": Self.namespace],
            [
                XMLElement("apus:flavor", text: flavor),
                XMLElement("apus:owner", ["project": projectID, "user": userID]),
                XMLElement("apus:request", text: requestID),
                XMLElement("apus:image", text: imageID),
            ])
    }

    /// Reads the element back; libvirt may have changed the prefix.
    init(_ element: XMLElement) {
        func child(_ name: String) -> XMLElement? {
            element.children.first { $0.name == name || $0.name.hasSuffix(":" + name) }
        }
        self.init(
            flavor: child("flavor")?.text ?? "", projectID: child("owner")?.attribute("project") ?? "",
            userID: child("owner")?.attribute("user") ?? "", requestID: child("request")?.text ?? "",
            imageID: child("image")?.text ?? "")
    }
}
