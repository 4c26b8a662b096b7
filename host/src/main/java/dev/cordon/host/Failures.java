// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words what an input or output operation of the host failed of. */
final class Failures {
    private Failures() {}

    /** One clause such as "/tmp/x: no such file". */
    static String describe(IOException failure) {
        if (failure instanceof FileSystemException broken) {
            String reason = switch (broken) {
                case NoSuchFileException _ -> "no such file";
                case AccessDeniedException _ -> "permission denied";
                case NotDirectoryException _ -> "not a folder";
                default -> broken.getReason() == null ? broken.getClass().getSimpleName() : broken.getReason();
            };
            return broken.getFile() + ": " + reason;
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
