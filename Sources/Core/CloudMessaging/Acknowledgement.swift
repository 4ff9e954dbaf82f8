/// The reply of a call that has nothing to say but that it was done.
package struct Acknowledgement: Codable, Sendable, Hashable {
    package init() {}
}
