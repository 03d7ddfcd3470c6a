/// The version of the box, the same as in debian/changelog (a test compares them).
package enum StageboxVersion {
    package static let text = "0.1.0"
}
