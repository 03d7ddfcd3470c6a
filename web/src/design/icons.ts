// The names of the drawings in icons.svg; a test holds the two together.
export type IconName =
    | "home" | "note" | "disc" | "ticket" | "door" | "sliders" | "search" | "user" | "people" | "play" | "pause"
    | "next" | "previous" | "shuffle" | "repeat" | "queue" | "volume" | "mute" | "moon" | "sun" | "auto" | "plus"
    | "minus" | "close" | "check" | "chevron-right" | "chevron-left" | "chevron-down" | "chevron-up" | "arrow-right"
    | "arrow-left" | "more" | "drag" | "heart" | "download" | "upload" | "share" | "edit" | "trash" | "undo"
    | "refresh" | "warning" | "info" | "lock" | "key" | "calendar" | "clock" | "pin" | "cash" | "card" | "coins"
    | "printer" | "qr" | "camera" | "keyboard" | "scan" | "phone" | "devices" | "settings" | "pulse" | "network"
    | "drive" | "list" | "grid" | "link" | "eye" | "eye-off" | "filter" | "sort" | "help" | "speaker" | "wave"
    | "menu" | "sign-out" | "star" | "image" | "file" | "copy" | "offline" | "receipt" | "drawer" | "seat"
    | "expand" | "bell" | "poster" | "language";
