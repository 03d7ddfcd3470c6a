/// Why sound or a picture could not be used.
package enum AudioError: Error, Equatable {
    /// A program is not installed, or may not be run.
    case toolMissing(name: String)
    /// A program took longer than it may and was killed.
    case timedOut
    /// Not sound in any form that is known.
    case notAudio
    /// Sound or a picture that cannot be read to its end; the detail continues "it is damaged:".
    case damaged(detail: String)
    /// Sound or a picture in a form that is not taken; the name is ffmpeg's or a common one, such as `wmav2` or `gif`.
    case unsupported(codec: String)
    /// A picture of more than 8,000 pixels a side, 40 million in all, or too many bytes.
    case imageTooLarge
    /// A picture was asked for where there is none.
    case noArtwork
    /// A program failed for a reason that is not the file's fault; the detail is for the log.
    case failed(detail: String)
}
