// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// Bodies that attract each other: doubles, with a square root and a division for each pair.
#include "kernel.h"

#define BODIES 5
#define STEPS 9000

struct body {
  double x, y, z, vx, vy, vz, mass;
};

static struct body bodies[BODIES];

static void step(double dt) {
  for (int i = 0; i < BODIES; i++) {
    struct body *p = &bodies[i];
    for (int j = i + 1; j < BODIES; j++) {
      struct body *q = &bodies[j];
      double dx = p->x - q->x, dy = p->y - q->y, dz = p->z - q->z;
      double square = dx * dx + dy * dy + dz * dz + 0.01;
      double force = dt / (square * __builtin_sqrt(square));
      p->vx -= dx * q->mass * force;
      p->vy -= dy * q->mass * force;
      p->vz -= dz * q->mass * force;
      q->vx += dx * p->mass * force;
      q->vy += dy * p->mass * force;
      q->vz += dz * p->mass * force;
    }
  }
  for (int i = 0; i < BODIES; i++) {
    bodies[i].x += dt * bodies[i].vx;
    bodies[i].y += dt * bodies[i].vy;
    bodies[i].z += dt * bodies[i].vz;
  }
}

u64 kernel(u32 round) {
  for (int i = 0; i < BODIES; i++) {
    bodies[i] = (struct body){i * 1.1 + round * 0.01, i * i * 0.3, 2.0 - i, 0.1 * i, 0.2, -0.1 * i, 1.0 + i * 0.5};
  }
  for (int i = 0; i < STEPS; i++) {
    step(0.001);
  }
  u64 sum = 0;
  for (int i = 0; i < BODIES; i++) {
    sum = fold(sum, bits_of_double(bodies[i].x) ^ bits_of_double(bodies[i].vz));
  }
  return sum;
}
